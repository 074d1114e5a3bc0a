import { dailyEnergy, TimeZone } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { columnsOf } from "./support/columns.js";

describe("the energy of local days", () => {
  it("is that of the periods that end in them, by the clock of the site", () => {
    const days = new TimeZone("Pacific/Auckland").days("2026-01-01", "2026-01-02");
    const readings = columnsOf([
      ["a", "2025-12-31T10:30:00Z", "2025-12-31T10:59:59Z", 1], // still 2025 in Auckland
      ["a", "2025-12-31T10:45:00Z", "2025-12-31T11:00:00Z", 10], // ends at its midnight
      ["a", "2026-01-01T10:30:00Z", "2026-01-01T10:45:00Z", 20],
      ["b", "2026-01-01T10:59:00Z", "2026-01-01T11:00:00Z", 100], // ends at its next midnight
      ["b", "2026-01-01T10:45:00Z", "2026-01-01T11:15:00Z", 5], // over it
    ]);
    const { total, byInverter } = dailyEnergy(readings, days);
    expect([...total]).toEqual([27_000, 15_000]);
    expect(byInverter.map((days) => [...days])).toEqual([
      [27_000, Number.NaN],
      [Number.NaN, 15_000],
    ]);
  });

  it("is not known, and not zero, where no reading tells; zero where one says so", () => {
    const days = new TimeZone("UTC").days("2026-01-01", "2026-01-03");
    const readings = columnsOf([
      ["a", "2026-01-01T12:00:00Z", "2026-01-01T12:15:00Z", 0],
      ["a", "2026-01-02T12:00:00Z", "2026-01-02T12:15:00Z", Number.NaN],
    ]);
    expect([...dailyEnergy(readings, days).total]).toEqual([0, Number.NaN, Number.NaN]);
  });
});
