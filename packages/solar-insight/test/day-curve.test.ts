import { dayCurve, TimeZone } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { columnsOf } from "./support/columns.js";

const noon = { from: Date.parse("2026-06-01T12:00Z"), to: Date.parse("2026-06-01T13:00Z") };
const at = (clock: string): string => `2026-06-01T${clock}:00Z`;

describe("a day's curve", () => {
  it("is the mean power of each interval, by the time that each reading has in it", () => {
    const readings = columnsOf([
      ["a", at("11:50"), at("12:10"), 100],
      ["a", at("12:10"), at("12:30"), 400],
      ["b", at("12:15"), at("12:30"), 50],
    ]);
    const { starts, total, reporting, byInverter } = dayCurve(readings, noon, 900_000);
    expect([...starts].map((start) => new Date(start).toISOString().slice(11, 16))).toEqual([
      "12:00",
      "12:15",
      "12:30",
      "12:45",
    ]);
    expect([...(byInverter[0] ?? [])]).toEqual([200, 400, Number.NaN, Number.NaN]);
    expect([...total]).toEqual([200, 450, Number.NaN, Number.NaN]);
    expect([...reporting]).toEqual([1, 2, 0, 0]);
  });

  it("has nothing where readings cover less than half, or do not tell their energy", () => {
    const readings = columnsOf([
      ["a", at("12:00"), at("12:07"), 100],
      ["a", at("12:15"), at("12:30"), Number.NaN],
      ["a", at("12:37"), at("12:45"), 60],
    ]);
    const [, , third] = dayCurve(readings, noon, 900_000).total;
    expect([...dayCurve(readings, noon, 900_000).total].map(Number.isNaN)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(third).toBe(60);
  });

  it("has as many intervals as the day has, also when clocks change", () => {
    const london = new TimeZone("Europe/London");
    const none = columnsOf([]);
    expect(dayCurve(none, london.day("2026-03-29"), 3_600_000).starts).toHaveLength(23);
    expect(dayCurve(none, london.day("2026-10-25"), 3_600_000).starts).toHaveLength(25);
  });
});
