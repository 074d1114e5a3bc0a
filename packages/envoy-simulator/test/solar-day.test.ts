import { createSolarDay, type InverterReport } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";

const midnight = Date.UTC(2026, 5, 10) / 1000;
const hour = 3600;

/** The reports that one inverter shows in a span, each once. */
function reportsOver(from: number, to: number, inverter = 0): InverterReport[] {
  const site = createSolarDay();
  const reports: InverterReport[] = [];
  for (let t = from; t < to; t += 60) {
    const [report] = site.reportsAt(t).slice(inverter, inverter + 1);
    const isNew = report?.report?.endDate !== reports.at(-1)?.report?.endDate;
    if (report !== undefined && isNew) reports.push(report);
  }
  return reports;
}

describe("createSolarDay", () => {
  it("gives the same reports for the same seed and moment, and others for another seed", () => {
    const at = midnight + 12 * hour;
    expect(createSolarDay().reportsAt(at)).toEqual(createSolarDay().reportsAt(at));
    expect(createSolarDay({ seed: 2 }).reportsAt(at)).not.toEqual(createSolarDay().reportsAt(at));
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
    const site = createSolarDay();
    const before = site.reportsAt(midnight - 60)[0];
    const after = site.reportsAt(midnight + 60)[0];
    expect(before?.wattHoursToday).toBeGreaterThan(500);
    expect(after?.wattHoursToday).toBe(0);
    expect(after?.report).toEqual(before?.report);
  });

  it("has one removed inverter without a report", () => {
    const last = createSolarDay()
      .reportsAt(midnight + 12 * hour)
      .at(-1);
    expect(last).toMatchObject({ active: false, report: undefined });
  });
});
