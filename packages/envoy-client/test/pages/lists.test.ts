import {
  EnvoyError,
  parseInventory,
  parseInverters,
  parseMeterReadings,
  parseProduction,
  parseProductionTotals,
} from "@envoy/envoy-client/parse";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const inverter = {
  serialNumber: "1",
  lastReportDate: 1_748_576_887,
  devType: 1,
  lastReportWatts: 255,
  maxReportWatts: 371,
};

describe("lists", () => {
  it("keep the good items beside a broken one, and let unknown fields pass", () => {
    const text = JSON.stringify([
      { ...inverter, new: true },
      { ...inverter, lastReportWatts: "x" },
      7,
    ]);
    expect(parseInverters(text)).toEqual({
      items: [{ ...inverter, new: true }],
      problems: [
        { at: "[1].lastReportWatts", message: "should be number" },
        { at: "[2]", message: "should be object" },
      ],
      repaired: [],
    });
  });

  it.each([
    ["lastReportDate", 1_748_576_887.5, "should be a whole number"],
    ["lastReportDate", 1_748_576_887_000, "should be seconds since 1970"],
    ["lastReportDate", 1e300, "should be a whole number"],
    ["lastReportDate", -1, "should be seconds since 1970"],
    ["lastReportWatts", 1.5, "should be a whole number"],
    ["maxReportWatts", 2 ** 60, "should be a whole number"],
    ["devType", 0.5, "should be a whole number"],
  ])("leave out an inverter whose %s is %j: it %s", (field, value, message) => {
    const text = JSON.stringify([{ ...inverter, [field]: value }, inverter]);
    expect(parseInverters(text)).toEqual({
      items: [inverter],
      problems: [{ at: `[0].${field}`, message }],
      repaired: [],
    });
  });

  it("correct numbers that wrapped around 32 bits, and say which", () => {
    const wrapped = 2 ** 32 - 4;
    expect(
      parseInverters(JSON.stringify([{ ...inverter, lastReportWatts: wrapped }])),
    ).toMatchObject({
      items: [{ lastReportWatts: -4 }],
      repaired: ["[0].lastReportWatts"],
    });
    const totals = {
      wattsNow: wrapped,
      wattHoursToday: 1,
      wattHoursSevenDays: 2,
      wattHoursLifetime: wrapped,
    };
    expect(parseProductionTotals(JSON.stringify(totals))).toEqual({
      ...totals,
      wattsNow: -4,
      repaired: ["wattsNow"],
    });
    const production = { production: [{ type: "eim", wNow: wrapped }], consumption: [{ type: 1 }] };
    expect(parseProduction(JSON.stringify(production))).toMatchObject({
      production: [{ type: "eim", wNow: -4 }],
      consumption: [],
      problems: [{ at: "consumption[0].type", message: "should be string" }],
      repaired: ["production[0].wNow"],
    });
  });

  it("reject only an answer that is not a list, and include its text", () => {
    const parsers = [
      parseInverters,
      parseMeterReadings,
      parseInventory,
      parseProduction,
      parseProductionTotals,
    ];
    for (const parse of parsers) {
      expect(() => parse("<html>")).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_BODY", body: "<html>" }),
      );
    }
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(...parsers), (text, parse) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EnvoyError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
