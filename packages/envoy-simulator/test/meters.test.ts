import { createSite } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { day, hour, jsonOf, midnight, sum, wholeSite } from "./support/pages.js";
import {
  details,
  devicesOf,
  type Entry,
  entriesOf,
  type Production,
  readingsOf,
  type Totals,
} from "./support/typed-pages.js";

const site = wholeSite();
const noon = midnight + 12 * hour;

function entry(measurementType: string, moment: number): Entry {
  const found = entriesOf(site, moment).find((each) => each.measurementType === measurementType);
  if (found === undefined) throw new Error(`no ${measurementType}`);
  return found;
}

describe("the meters of a site", () => {
  it("read the same on all pages at the end of a quarter of an hour", () => {
    const [production, net, storage] = readingsOf(site, noon);
    const eims = devicesOf(site, noon).filter(({ devName }) => devName === "eim");
    expect(eims).toHaveLength(3);
    for (const [index, reading] of [production, net, storage].entries()) {
      for (const [phase, channel] of (reading?.channels ?? []).entries()) {
        const { lastReading = {} } = eims[index]?.channels[phase] ?? {};
        expect(lastReading["wh_pos"]).toBe(Math.floor(channel.actEnergyDlvd));
        expect(lastReading["wh_neg"]).toBe(Math.floor(channel.actEnergyRcvd));
      }
    }
    expect(entry("production", noon)).toMatchObject({
      wNow: production?.activePower,
      whLifetime: production?.actEnergyDlvd,
    });
    const { wNow, whLifetime } = entry("net-consumption", noon);
    expect(wNow).toBe(net?.activePower);
    const { actEnergyDlvd = 0, actEnergyRcvd = 0 } = net ?? {};
    expect(whLifetime).toBeCloseTo(actEnergyDlvd - actEnergyRcvd, 2);
  });

  it("have phases that add up to the totals", () => {
    for (const reading of readingsOf(site, noon)) {
      for (const field of ["activePower", "actEnergyDlvd", "actEnergyRcvd", "voltage"] as const) {
        expect(sum(reading.channels.map((channel) => channel[field]))).toBeCloseTo(
          reading[field],
          2,
        );
      }
    }
    for (const each of entriesOf(site, noon).filter(({ type }) => type === "eim")) {
      expect(each.lines).toHaveLength(3);
      for (const field of ["wNow", "whLifetime", "whToday", "whLastSevenDays"] as const) {
        expect(sum((each.lines ?? []).map((line) => line[field]))).toBeCloseTo(each[field], 2);
      }
    }
  });

  it("show their phases only with details=1", () => {
    for (const path of ["/production.json", "/production", "/production.json?details=0"]) {
      expect(entriesOf(site, noon, path).filter(({ lines }) => lines !== undefined)).toEqual([]);
    }
  });

  it("add production and net consumption up to the total, whatever the batteries do", () => {
    const [total, production, net] = ["total-consumption", "production", "net-consumption"].map(
      (name) => entry(name, noon),
    );
    const { wNow = 0, whLifetime = 0 } = total ?? {};
    expect(wNow).toBeCloseTo((production?.wNow ?? 0) + (net?.wNow ?? 0), 2);
    expect(whLifetime).toBeCloseTo((production?.whLifetime ?? 0) + (net?.whLifetime ?? 0), 2);
  });

  it("count net consumption up while the house imports, and down while it exports", () => {
    const house = createSite({ meters: "enabled", since: midnight });
    const net = (moment: number): Entry | undefined =>
      jsonOf<Production>(house, "/production.json", moment).consumption[1];
    for (const [from, sign] of [
      [midnight + 3 * hour, 1],
      [noon, -1],
    ] as const) {
      const [start, end] = [net(from), net(from + 60)];
      expect(Math.sign(start?.wNow ?? 0)).toBe(sign);
      const grown = (end?.whLifetime ?? 0) - (start?.whLifetime ?? 0);
      expect(grown).toBeCloseTo((start?.wNow ?? 0) / 60, 2);
    }
  });

  it("start the day's energy at 0 at midnight, and keep the lifetime's", () => {
    for (const name of ["production", "total-consumption"]) {
      const [before, after] = [entry(name, midnight - 1), entry(name, midnight)];
      expect(before.whToday).toBeGreaterThan(500);
      expect(after.whToday).toBe(0);
      expect(after.whLifetime).toBeCloseTo(before.whLifetime, 0);
      expect(entry(name, midnight + day).whLastSevenDays).toBeGreaterThan(before.whToday * 4);
    }
    const totals = jsonOf<Totals>(site, "/api/v1/production", midnight);
    expect(totals.wattHoursToday).toBe(0);
    const [meter] = devicesOf(site, midnight).filter(({ devName }) => devName === "eim");
    expect(meter?.channels[0]?.wattHours.today).toBe(0);
    expect(meter?.channels[0]?.wattHours.yesterday).toBeGreaterThan(500);
  });

  it("write negative power as an unsigned number in device_data", () => {
    // The batteries charge.
    const morning = midnight + 9 * hour;
    expect(readingsOf(site, morning)[2]?.activePower).toBeLessThan(-100);
    expect(devicesOf(site, morning).at(-1)?.channels[0]?.watts.now).toBeGreaterThan(4_294_000_000);
  });

  it("have one phase, two lines, or three", () => {
    for (const [phases, mode] of [
      [1, "three"],
      [2, "split"],
      [3, "three"],
    ] as const) {
      const house = createSite({ phases, meters: "enabled" });
      const expected = { phaseMode: mode, phaseCount: phases, state: "enabled" };
      expect(jsonOf(house, "/ivp/meters", noon)).toMatchObject([expected, expected]);
      const { production } = jsonOf<Production>(house, details, noon);
      expect(production[1]?.lines).toHaveLength(phases);
    }
  });
});

describe("/api/v1/production", () => {
  it("adds up the inverters where there are no meters", () => {
    const plain = createSite();
    const totals = jsonOf<Totals>(plain, "/api/v1/production", noon);
    const list = jsonOf<{ lastReportWatts: number }[]>(plain, "/api/v1/production/inverters", noon);
    expect(totals.wattsNow).toBe(sum(list.map(({ lastReportWatts }) => lastReportWatts)));
    expect(totals.wattHoursToday).toBeGreaterThan(1000);
    expect(jsonOf<Totals>(plain, "/api/v1/production", midnight).wattHoursToday).toBe(0);
  });

  it("repeats the last quarter of an hour of the production meter", () => {
    const totals = jsonOf<Totals>(site, "/api/v1/production", noon);
    expect(totals.wattHoursLifetime).toBe(Math.floor(entry("production", noon).whLifetime));
    expect(jsonOf(site, "/api/v1/production", noon + 899)).toEqual(totals);
    expect(jsonOf(site, "/api/v1/production", noon + 900)).not.toEqual(totals);
  });

  it("stalls where the meter has no clamps, while the inverters produce", () => {
    const dead = createSite({ meters: "disabled", phases: 3 });
    const totals = jsonOf<Totals>(dead, "/api/v1/production", noon);
    expect(totals).toMatchObject({ wattsNow: 4, wattHoursToday: 0 });
    expect(jsonOf(dead, "/api/v1/production", noon + 20 * day)).toEqual(totals);
    const { production } = jsonOf<Production>(dead, "/production.json", noon);
    expect(production).toMatchObject([{ type: "inverters" }, { type: "eim", activeCount: 0 }]);
    expect(production[0]?.wNow).toBeGreaterThan(500);
  });
});
