import { createSite, type Flow, type SiteFlows } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { day, hour, midnight, sum, wholeSite } from "./support/pages.js";

const site = wholeSite();
const minutesOfDay = Array.from({ length: 24 * 60 }, (_, minute) => midnight + 60 * minute);

function wattsOf(flows: readonly Flow[]): number {
  return sum(flows.map(({ watts }) => watts));
}

function netOf(flows: readonly Flow[]): number {
  return sum(flows.map(({ delivered, received }) => delivered - received));
}

function growth(from: SiteFlows, to: SiteFlows, wire: "production" | "grid" | "storage"): number {
  return netOf(to[wire]) - netOf(from[wire]);
}

describe("a site's energy", () => {
  it("comes from panels, grid and batteries, and goes into the household, on each phase at each minute", () => {
    for (const moment of minutesOfDay) {
      const { production, grid, storage, household } = site.flowsAt(moment);
      expect(household).toHaveLength(3);
      for (const phase of household.keys()) {
        const sources = [production, grid, storage].map(
          (flows) => flows[phase]?.watts ?? Number.NaN,
        );
        expect(sum(sources)).toBeCloseTo(household[phase]?.watts ?? Number.NaN, 6);
      }
    }
  });

  it.each([0, -12 * hour, 200 * day + 5 * hour + 17])(
    "is conserved over the day that begins %d seconds after midnight",
    (offset) => {
      const [from, to] = [site.flowsAt(midnight + offset), site.flowsAt(midnight + offset + day)];
      const used = netOf(to.household) - netOf(from.household);
      const sources = (["production", "grid", "storage"] as const).map((wire) =>
        growth(from, to, wire),
      );
      expect(used).toBeGreaterThan(5000);
      expect(sum(sources)).toBeCloseTo(used, 3);
    },
  );

  it("is counted as the integral of the power", () => {
    for (const wire of ["production", "grid", "storage", "household"] as const) {
      let delivered = 0;
      let received = 0;
      for (const moment of minutesOfDay) {
        for (const { watts } of site.flowsAt(moment)[wire]) {
          delivered += Math.max(0, watts) / 60;
          received += Math.max(0, -watts) / 60;
        }
      }
      const [from, to] = [site.flowsAt(midnight)[wire], site.flowsAt(midnight + day)[wire]];
      const grown = (counter: "delivered" | "received"): number =>
        sum(to.map((flow) => flow[counter])) - sum(from.map((flow) => flow[counter]));
      expect(grown("delivered")).toBeCloseTo(delivered, 3);
      expect(grown("received")).toBeCloseTo(received, 3);
    }
  });

  it("moves the counters within a minute as well as between minutes", () => {
    const noon = midnight + 12 * hour;
    const [start, end] = [site.flowsAt(noon), site.flowsAt(noon + 30)];
    expect(growth(start, end, "production")).toBeCloseTo(wattsOf(start.production) / 120, 6);
  });

  it("stays in the batteries, except for 4 % at each conversion", () => {
    const [from, to] = [site.flowsAt(midnight), site.flowsAt(midnight + day)];
    const grown = (counter: "delivered" | "received"): number =>
      sum(to.storage.map((flow, phase) => flow[counter] - (from.storage[phase]?.[counter] ?? 0)));
    expect(grown("delivered")).toBeGreaterThan(1000);
    expect(grown("received")).toBeGreaterThan(1000);
    expect(to.storedWattHours - from.storedWattHours).toBeCloseTo(
      grown("received") * 0.96 - grown("delivered") / 0.96,
      3,
    );
  });

  it("is kept between the reserve of the batteries and their capacity", () => {
    const stored = minutesOfDay.map((moment) => site.flowsAt(moment).storedWattHours);
    expect(Math.min(...stored)).toBeGreaterThanOrEqual(1999.99);
    expect(Math.max(...stored)).toBeLessThanOrEqual(10_000.01);
    expect(Math.max(...stored)).toBeGreaterThan(9000);
  });

  it("never charges batteries from the grid, nor discharges them into it", () => {
    for (const moment of minutesOfDay) {
      const { grid, storage } = site.flowsAt(moment);
      const [bought, given] = [wattsOf(grid), wattsOf(storage)];
      if (given < -1e-6) expect(bought).toBeLessThan(1e-6);
      if (given > 1e-6) expect(bought).toBeGreaterThan(-1e-6);
    }
  });

  it("is about what the inverters report", () => {
    const reported = (moment: number): number =>
      sum(site.invertersAt(moment).map(({ lifetimeJoules }) => lifetimeJoules)) / 3600;
    const inverters = reported(midnight + day) - reported(midnight);
    const metered = growth(site.flowsAt(midnight), site.flowsAt(midnight + day), "production");
    expect(metered / inverters).toBeGreaterThan(0.98);
    expect(metered / inverters).toBeLessThan(1.02);
  });

  it("does not depend on which moments were asked for before", () => {
    const late = midnight + 90 * day + 13 * hour + 7;
    const other = wholeSite();
    for (const moment of [midnight, late + 3 * day, midnight - day, late - 5])
      other.flowsAt(moment);
    expect(other.flowsAt(late)).toEqual(wholeSite().flowsAt(late));
  });

  it("is counted from `since` on, and before it from each midnight on", () => {
    const young = createSite({ since: midnight, meters: "enabled" });
    expect(netOf(young.flowsAt(midnight).production)).toBe(0);
    expect(netOf(young.flowsAt(midnight + day).production)).toBeGreaterThan(1000);
    const before = netOf(young.flowsAt(midnight - 6 * hour).production);
    expect(before).toBeGreaterThan(1000);
    expect(before).toBeCloseTo(netOf(young.flowsAt(midnight - 5 * hour).production), 6);
  });
});

describe("a site that cannot be", () => {
  it("is refused", () => {
    expect(() => createSite({ batteries: 1, acBatteries: 1 })).toThrow(TypeError);
    expect(() => createSite({ generator: true })).toThrow(/add controller: true/);
  });
});
