import {
  EnvoyError,
  parseInventory,
  parseInverters,
  parseMeterReadings,
  parseMeters,
  parseProduction,
  parseProductionTotals,
} from "@envoy/envoy-client/parse";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const listed = {
  serialNumber: "1",
  lastReportDate: 1_748_576_887,
  devType: 1,
  lastReportWatts: 255,
  maxReportWatts: 371,
};
const { devType: _, ...rest } = listed;
const inverter = { ...rest, kind: "inverter" };
const wrapped = 2 ** 32 - 4;

describe("lists", () => {
  it("keep the good items beside a broken one, and let unknown fields pass", () => {
    const text = JSON.stringify([
      { ...listed, new: true },
      { ...listed, lastReportWatts: "x" },
      7,
      { ...listed, maxReportWatts: null },
    ]);
    expect(parseInverters(text)).toEqual({
      items: [inverter],
      problems: [
        { at: "[1].lastReportWatts", message: 'should be a whole number, is "x"' },
        { at: "[2]", message: "should be an object, is 7" },
        { at: "[3].maxReportWatts", message: "is missing" },
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
    const text = JSON.stringify([{ ...listed, [field]: value }, listed]);
    expect(parseInverters(text)).toEqual({
      items: [inverter],
      problems: [{ at: `[0].${field}`, message: `${message}, is ${value}` }],
      repaired: [],
    });
  });

  it("say which items are AC batteries, and take those of firmware that does not say as inverters", () => {
    const text = JSON.stringify([{ ...listed, devType: 11 }, rest, { ...listed, devType: null }]);
    const kinds = parseInverters(text).items.map(({ kind }) => kind);
    expect(kinds).toEqual(["ac-battery", "inverter", "inverter"]);
  });

  it("take null in an optional field as absent", () => {
    const meter = { eid: 1, state: "enabled", measurementType: "production", phaseMode: null };
    expect(parseMeters(JSON.stringify([meter]))).toMatchObject({
      items: [{ id: 1, type: "production", phaseMode: undefined, flags: [] }],
      problems: [],
    });
    const reading = { eid: 1, timestamp: 5, activePower: null, channels: null };
    expect(parseMeterReadings(JSON.stringify([reading]))).toMatchObject({
      items: [{ id: 1, activePowerWatts: undefined, phases: [] }],
      problems: [],
    });
    const production = { production: [{ type: "eim", wNow: null, lines: null }], storage: null };
    expect(parseProduction(JSON.stringify(production))).toMatchObject({
      production: [{ type: "eim", wattsNow: undefined, lines: [] }],
      problems: [],
    });
  });

  it("correct numbers that wrapped around 32 bits, and say which", () => {
    expect(parseInverters(JSON.stringify([{ ...listed, lastReportWatts: wrapped }]))).toMatchObject(
      { items: [{ lastReportWatts: -4 }], repaired: ["[0].lastReportWatts"] },
    );
    const totals = {
      wattsNow: wrapped,
      wattHoursToday: 1,
      wattHoursSevenDays: 2,
      wattHoursLifetime: wrapped,
    };
    expect(parseProductionTotals(JSON.stringify(totals))).toEqual({
      ...totals,
      wattsNow: -4,
      problems: [],
      repaired: ["wattsNow"],
    });
    const production = { production: [{ type: "eim", wNow: wrapped }], consumption: [{ type: 1 }] };
    expect(parseProduction(JSON.stringify(production))).toMatchObject({
      production: [{ type: "eim", wattsNow: -4 }],
      consumption: [],
      problems: [{ at: "consumption[0].type", message: "should be text, is 1" }],
      repaired: ["production[0].wNow"],
    });
  });

  it("correct them in the phases of meters too", () => {
    const channel = { eid: 2, timestamp: 5, activePower: wrapped };
    const reading = { eid: 1, timestamp: 5, activePower: 3, channels: [channel] };
    expect(parseMeterReadings(JSON.stringify([reading]))).toMatchObject({
      items: [{ activePowerWatts: 3, phases: [{ activePowerWatts: -4 }] }],
      repaired: ["[0].channels[0].activePower"],
    });
    const entry = { type: "eim", wNow: 3, lines: [{ wNow: wrapped, reactPwr: wrapped }] };
    expect(parseProduction(JSON.stringify({ consumption: [entry] }))).toMatchObject({
      consumption: [{ wattsNow: 3, lines: [{ wattsNow: -4, reactivePowerVars: -4 }] }],
      repaired: ["consumption[0].lines[0].wNow", "consumption[0].lines[0].reactPwr"],
    });
  });

  it("lose only one device of a group if only one is broken", () => {
    const devices = [{ serial_num: "1", communicating: null }, { serial_num: 7 }, null];
    expect(parseInventory(JSON.stringify([{ type: "PCU", devices }]))).toMatchObject({
      items: [{ type: "PCU", devices: [{ serialNumber: "1", isCommunicating: undefined }] }],
      problems: [
        { at: "[0].devices[2]", message: "should be an object, is null" },
        { at: "[0].devices[1].serial_num" },
      ],
    });
  });

  it("lose only one phase of a meter if only one is broken", () => {
    const channels = [{ eid: 2, timestamp: 5 }, { eid: 3 }];
    const reading = { eid: 1, timestamp: 5, channels };
    expect(parseMeterReadings(JSON.stringify([reading]))).toMatchObject({
      items: [{ id: 1, phases: [{ id: 2 }] }],
      problems: [{ at: "[0].channels[1].timestamp", message: "is missing" }],
    });
  });

  it.each(["{}", '{"error":"busy"}', '{"production":null}'])("reject %s as production", (text) => {
    const refused = expect.objectContaining({ code: "ERR_INVALID_BODY", body: text });
    expect(() => parseProduction(text)).toThrow(refused);
    expect(() => parseProductionTotals(text)).toThrow(refused);
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
