import { createSite, type SimulatedInverter } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";

const midnight = Date.UTC(2026, 5, 10) / 1000;
const hour = 3600;

/** An inverter at each of its reports in a span. */
function reportsOver(from: number, to: number, index = 0): SimulatedInverter[] {
  const site = createSite();
  const reports: SimulatedInverter[] = [];
  for (let t = from; t < to; t += 60) {
    const inverter = site.invertersAt(t)[index];
    const isNew = inverter?.report?.endDate !== reports.at(-1)?.report?.endDate;
    if (inverter !== undefined && isNew) reports.push(inverter);
  }
  return reports;
}

describe("createSite", () => {
  it("gives the same reports for the same seed and moment, and others for another seed", () => {
    const at = midnight + 12 * hour;
    expect(createSite().invertersAt(at)).toEqual(createSite().invertersAt(at));
    expect(createSite({ seed: 2 }).invertersAt(at)).not.toEqual(createSite().invertersAt(at));
  });

  it("reports every quarter of an hour by day, and not at all at night", () => {
    const reports = reportsOver(midnight, midnight + 24 * hour).slice(1);
    expect(reports.length).toBeGreaterThanOrEqual(46);
    expect(reports.length).toBeLessThanOrEqual(49);
    for (const { report } of reports) {
      expect(report?.durationSeconds).toBeGreaterThan(885);
      expect(report?.durationSeconds).toBeLessThan(915);
    }
  });

  it("starts each period where the last one ended, and counts its joules in the lifetime counter", () => {
    const reports = reportsOver(midnight + 7 * hour, midnight + 17 * hour);
    for (const [i, { report, lifetimeJoules }] of reports.entries()) {
      const before = reports[i - 1];
      if (before?.report === undefined || report === undefined) continue;
      expect(report.endDate - report.durationSeconds).toBe(before.report.endDate);
      expect(lifetimeJoules - before.lifetimeJoules).toBe(report.joulesProduced);
    }
    expect(reports.length).toBeGreaterThan(30);
  });

  it("resets the day's energy at midnight while it still repeats the evening's reading", () => {
    const site = createSite();
    const before = site.invertersAt(midnight - 60)[0];
    const after = site.invertersAt(midnight + 60)[0];
    expect(before?.wattHoursToday).toBeGreaterThan(500);
    expect(after?.wattHoursToday).toBe(0);
    expect(after?.report).toEqual(before?.report);
  });

  it("has one removed inverter without a report", () => {
    const last = createSite()
      .invertersAt(midnight + 12 * hour)
      .at(-1);
    expect(last).toMatchObject({ active: false, report: undefined });
  });
});
