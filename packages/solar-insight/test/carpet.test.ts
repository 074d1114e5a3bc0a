import { carpet, type LocalDay, type Readings, TimeZone } from "@envoy/solar-insight";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, type Row, reportsBetween } from "./support/columns.js";

const at = (values: Float32Array, day: number, clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return values[day * 96 + hours * 4 + minutes / 15] ?? Number.NaN;
};

const around = (days: readonly LocalDay[], watts: (inverter: string) => number): Row[] =>
  ["a", "b", "c"].flatMap((inverter) =>
    reportsBetween(
      inverter,
      new Date(days[0]?.from ?? 0).toISOString(),
      new Date(days.at(-1)?.to ?? 0).toISOString(),
      watts(inverter),
    ),
  );

describe("the carpet of an inverter", () => {
  const zone = new TimeZone("UTC");
  const days = zone.days("2026-06-01", "2026-06-02");
  const options = { zone, days, inverter: "a", group: ["a", "b", "c"] };

  it("is its power by date and clock, and the ratio to the best of its group", () => {
    const readings = columnsOf([
      ["a", "2026-06-01T10:00:00Z", "2026-06-01T10:15:00Z", 50],
      ["b", "2026-06-01T10:00:00Z", "2026-06-01T10:15:00Z", 200],
      ["c", "2026-06-01T10:00:00Z", "2026-06-01T10:15:00Z", 100],
      ["a", "2026-06-02T10:05:00Z", "2026-06-02T10:20:00Z", 90],
      ["a", "2026-06-02T10:20:00Z", "2026-06-02T10:35:00Z", 30],
    ]);
    const { watts, ratio } = carpet([readings], options);
    expect(watts).toHaveLength(192);
    expect(at(watts, 0, "10:00")).toBe(50);
    expect(at(ratio, 0, "10:00")).toBe(0.25);
    expect(at(watts, 1, "10:00")).toBe(90);
    expect(at(watts, 1, "10:15")).toBe(50);
    expect(at(watts, 1, "10:30")).toBe(Number.NaN); // a third of it is not enough
    expect(at(ratio, 1, "10:15")).toBe(1);
    expect(watts.filter((value) => !Number.isNaN(value))).toHaveLength(3);
  });

  it("says nothing of ratios at dusk, nor of what is not known", () => {
    const readings = columnsOf([
      ["a", "2026-06-01T20:00:00Z", "2026-06-01T20:15:00Z", 2],
      ["b", "2026-06-01T20:00:00Z", "2026-06-01T20:15:00Z", 4],
      ["b", "2026-06-01T12:00:00Z", "2026-06-01T12:15:00Z", 200],
    ]);
    const { watts, ratio } = carpet([readings], options);
    expect([at(watts, 0, "20:00"), at(ratio, 0, "20:00")]).toEqual([2, Number.NaN]);
    expect([at(watts, 0, "12:00"), at(ratio, 0, "12:00")]).toEqual([Number.NaN, Number.NaN]);
    expect(at(carpet([readings], { ...options, leastWatts: 4 }).ratio, 0, "20:00")).toBe(0.5);
  });

  it("is the same from parts, whose inverters may be in another order", () => {
    const rows = around(days, (inverter) => inverter.charCodeAt(0));
    const middle = rows.length / 2;
    const parts = [columnsOf(rows.slice(middle)), columnsOf(rows.slice(0, middle))];
    expect(carpet(parts, options)).toEqual(carpet([columnsOf(rows)], options));
  });

  it("follows the clock of the site when it is put forward and back, and where midnight is not", () => {
    const shown = (name: string, date: string): string[] => {
      const local = new TimeZone(name);
      const day = local.days(date, date);
      const { watts } = carpet([columnsOf(around(day, () => 100))], {
        ...options,
        zone: local,
        days: day,
      });
      return Array.from({ length: 24 }, (_, hour) =>
        Number.isNaN(at(watts, 0, `${hour}:00`)) ? String(hour) : "",
      ).filter(Boolean);
    };
    expect(shown("Europe/London", "2026-03-29")).toEqual(["1"]);
    expect(shown("Europe/London", "2026-10-25")).toEqual([]);
    expect(shown("America/Santiago", "2026-09-06")).toEqual(["0"]);
    expect(shown("Pacific/Tongatapu", "2026-01-01")).toEqual([]);
    expect(shown("Australia/Lord_Howe", "2026-10-04")).toEqual(["2"]);
  });

  it("averages what is in an hour that the clock shows twice", () => {
    const london = new TimeZone("Europe/London");
    const readings = columnsOf([
      ["a", "2026-10-25T00:00:00Z", "2026-10-25T00:15:00Z", 100], // 01:00 in summer time
      ["a", "2026-10-25T01:00:00Z", "2026-10-25T01:15:00Z", 300], // 01:00 in winter time
    ]);
    const october = london.days("2026-10-25", "2026-10-25");
    const { watts } = carpet([readings], { ...options, zone: london, days: october });
    expect(at(watts, 0, "01:00")).toBe(200);
  });

  it("holds all the energy of whole days, wherever periods begin", () => {
    const zones = fc.constantFrom("Pacific/Tongatapu", "Asia/Kathmandu", "Europe/London");
    fc.assert(
      fc.property(
        zones,
        fc.integer({ min: 0, max: 899 }),
        fc.integer({ min: 1, max: 90 }),
        (name, shift, seconds) => {
          const local = new TimeZone(name);
          const ofZone = local.days("2026-06-01", "2026-06-03");
          const first = (ofZone[0]?.from ?? 0) + 6 * 3_600_000 + shift * 1000;
          const length = seconds * 10_000;
          const ends = Array.from({ length: 200 }, (_, i) => first + (i + 1) * length);
          const readings: Readings = {
            inverters: ["a"],
            inverter: ends.map(() => 0),
            end: ends,
            duration: ends.map(() => length),
            joules: ends.map(() => 128 * (length / 1000)),
          };
          const { watts } = carpet([readings], { ...options, zone: local, days: ofZone });
          const known = watts.filter((value) => !Number.isNaN(value));
          const inDays = ends.filter((end) => end <= (ofZone.at(-1)?.to ?? 0)).length;
          expect(known.every((value) => value === 128)).toBe(true);
          expect(Math.abs(known.length * 900 - (inDays * length) / 1000)).toBeLessThanOrEqual(900);
        },
      ),
    );
  });
});
