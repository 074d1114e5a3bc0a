import {
  addDays,
  findGaps,
  type GapEnergy,
  type GapEnergyOptions,
  gapEnergies,
  interruptions,
  type Readings,
  TimeZone,
} from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { type Row, reportsBetween } from "./support/columns.js";
import { CountedReadings, type ReadingArrays } from "./support/counted.js";

const zone = new TimeZone("UTC");
const first = "2026-06-03";
const dates = Array.from({ length: 9 }, (_, i) => addDays(first, i));
const time = (day: number, clock: string): number => Date.parse(`${dates[day]}T${clock}:00Z`);

/** Two inverters of 37 W and 113 W from 06:00 to 18:00 of nine days. */
const rows: readonly Row[] = dates.flatMap((date) =>
  [
    ["a", 37],
    ["b", 113],
  ].flatMap(([inverter, watts]) =>
    reportsBetween(String(inverter), `${date}T06:00:00Z`, `${date}T18:00:00Z`, Number(watts)),
  ),
);
const truth = new CountedReadings(rows, zone);

/** All but the readings that end in a time. */
const without = (from: number, to: number): ReadingArrays =>
  truth.recorded((end) => end <= from || end > to);

function energies(
  readings: Readings,
  options: Partial<GapEnergyOptions> = {},
): readonly GapEnergy[] {
  const calendar = options.zone ?? zone;
  const gaps = dates.flatMap((date) => findGaps(readings, calendar.day(date)));
  return gapEnergies(readings, gaps, { zone: calendar, ...options });
}

const { lifetimeJoules } = truth;
const shown = (gaps: readonly GapEnergy[]): readonly unknown[] =>
  gaps
    .filter(({ inverter }) => inverter === "b")
    .map(({ from, to, joules, uncertaintyJoules, source }) => [
      new Date(from).toISOString().slice(5, 16),
      new Date(to).toISOString().slice(5, 16),
      joules,
      uncertaintyJoules,
      source,
    ]);
const joulesOf = (hours: number): number => 113 * hours * 3600;

describe("the energy of a gap", () => {
  it("is what the lifetime counter grew by, to the joule", () => {
    const gaps = energies(without(time(4, "09:30"), time(4, "12:00")), { lifetimeJoules });
    expect(shown(gaps)).toEqual([["06-07T09:30", "06-07T12:00", joulesOf(2.5), 0, "lifetime"]]);
    expect(gaps.map(({ joules }) => joules)).toEqual(gaps.map((gap) => truth.joulesIn(gap)));
  });

  it("is what the counter of the day grew by, to a watt-hour, where there is no other", () => {
    const [gap] = energies(without(time(4, "09:30"), time(4, "12:00")));
    expect(gap).toMatchObject({ inverter: "a", uncertaintyJoules: 3600, source: "day" });
    expect(Math.abs((gap?.joules ?? Number.NaN) - 37 * 9000)).toBeLessThanOrEqual(3600);
  });

  it("is not known where neither counter tells, which is not zero", () => {
    const readings = without(time(4, "09:30"), time(4, "12:00"));
    const { wattHoursToday: _, ...uncounted } = readings;
    const unknown = ["06-07T09:30", "06-07T12:00", Number.NaN, Number.NaN, undefined];
    expect(shown(energies(uncounted))).toEqual([unknown]);
    expect(shown(energies({ ...readings, joules: readings.joules.map(() => Number.NaN) }))).toEqual(
      [unknown],
    );
  });

  it("is not known before a reading comes after it", () => {
    const gaps = energies(without(time(8, "15:00"), time(8, "23:59")), { lifetimeJoules });
    expect(shown(gaps)).toEqual([
      ["06-11T15:00", "06-11T18:00", Number.NaN, Number.NaN, undefined],
    ]);
  });

  it("over midnight is known for the morning alone without the lifetime counter", () => {
    const readings = without(time(4, "15:00"), time(5, "09:00"));
    const [evening, morning] = energies(readings).filter(({ inverter }) => inverter === "b");
    expect(evening).toMatchObject({ to: time(4, "18:00"), joules: Number.NaN, source: undefined });
    expect(morning).toMatchObject({ from: time(5, "06:00"), source: "day" });
    expect(Math.abs((morning?.joules ?? Number.NaN) - joulesOf(3))).toBeLessThanOrEqual(3600);
  });

  it("over midnight is shared by both counters", () => {
    const gaps = energies(without(time(4, "15:00"), time(5, "09:00")), { lifetimeJoules });
    expect(gaps.map(({ source }) => source)).toEqual(["lifetime", "day", "lifetime", "day"]);
    for (const gap of gaps) {
      expect(gap.uncertaintyJoules).toBe(3600);
      expect(Math.abs(gap.joules - truth.joulesIn(gap))).toBeLessThanOrEqual(3600);
    }
    const ofB = gaps.filter(({ inverter }) => inverter === "b");
    expect(ofB.reduce((total, { joules }) => total + joules, 0)).toBe(joulesOf(6));
  });

  it("of days of which only the sum is known is that of one gap with the nights between", () => {
    const readings = without(time(3, "15:00"), time(6, "09:00"));
    const gaps = energies(readings, { lifetimeJoules });
    expect(shown(gaps).map((gap) => (gap as unknown[]).slice(0, 2))).toEqual([
      ["06-06T15:00", "06-08T18:00"],
      ["06-09T06:00", "06-09T09:00"],
    ]);
    for (const gap of gaps) {
      expect(Math.abs(gap.joules - truth.joulesIn(gap))).toBeLessThanOrEqual(3600);
    }
    const uncounted = { ...readings, wattHoursToday: readings.end.map(() => Number.NaN) };
    expect(shown(energies(uncounted, { lifetimeJoules }))).toEqual([
      ["06-06T15:00", "06-09T09:00", joulesOf(3 + 12 + 12 + 3), 0, "lifetime"],
    ]);
  });

  it("of an evening is exact if nothing is missing of the next morning", () => {
    const evening = without(time(4, "15:00"), time(4, "18:00"));
    expect(shown(energies(evening, { lifetimeJoules }))).toEqual([
      ["06-07T15:00", "06-07T18:00", joulesOf(3), 0, "lifetime"],
    ]);
  });

  it("of a morning leaves out what an evening lacked that was no gap", () => {
    const readings = truth.recorded(
      (end) =>
        (end <= time(4, "17:15") || end > time(4, "18:00")) &&
        (end <= time(5, "06:00") || end > time(5, "08:00")),
    );
    const [gap, ...others] = energies(readings, { lifetimeJoules }).filter(
      ({ inverter }) => inverter === "b",
    );
    expect(others).toEqual([]);
    expect(gap).toMatchObject({ from: time(5, "06:00"), to: time(5, "08:00"), source: "day" });
    expect(Math.abs((gap?.joules ?? Number.NaN) - joulesOf(2))).toBeLessThanOrEqual(3600);
  });

  it("is not taken from a counter of the day that went down", () => {
    const readings = without(time(4, "09:30"), time(4, "12:00"));
    const reset = readings.wattHoursToday.map((count, row) =>
      (readings.end[row] ?? 0) > time(4, "12:00") ? 1 : count,
    );
    const gap = ["06-07T09:30", "06-07T12:00"];
    expect(shown(energies({ ...readings, wattHoursToday: reset }))).toEqual([
      [...gap, Number.NaN, Number.NaN, undefined],
    ]);
    expect(shown(energies({ ...readings, wattHoursToday: reset }, { lifetimeJoules }))).toEqual([
      [...gap, joulesOf(2.5), 0, "lifetime"],
    ]);
  });

  it("is not taken from a counter of the day that says more than the lifetime counter", () => {
    const readings = without(time(4, "15:00"), time(5, "09:00"));
    const from = time(5, "00:00");
    const wattHoursToday = readings.wattHoursToday.map((count, row) =>
      (readings.end[row] ?? 0) > from ? count + 500 : count,
    );
    expect(shown(energies({ ...readings, wattHoursToday }, { lifetimeJoules }))).toEqual([
      ["06-07T15:00", "06-08T09:00", joulesOf(6), 0, "lifetime"],
    ]);
  });

  it("is not taken from the counter of an evening's reading that was first seen after midnight", () => {
    const readings = without(time(4, "09:30"), time(4, "17:45"));
    for (const [row, end] of readings.end.entries()) {
      if (end !== time(4, "18:00")) continue;
      // In the dark, less than a watt-hour.
      readings.joules[row] = 900;
      readings.wattHoursToday[row] = 0;
    }
    const [gap] = energies(readings);
    expect(gap).toMatchObject({ from: time(4, "09:30"), joules: Number.NaN });
    const evening = truth.recorded((end) => end <= time(3, "09:30") || end >= time(4, "18:00"));
    for (const [row, end] of evening.end.entries()) {
      if (end !== time(4, "18:00")) continue;
      evening.joules[row] = 900;
      evening.wattHoursToday[row] = 0;
    }
    expect(energies(evening).every(({ joules }) => Number.isNaN(joules))).toBe(true);
  });

  it("is known across the wrap of a lifetime counter of 32 bits", () => {
    const readings = without(time(4, "09:30"), time(4, "12:00"));
    const before = lifetimeJoules("b", time(4, "09:30"));
    const wrapped = (inverter: string, end: number): number =>
      (lifetimeJoules(inverter, end) - before + 2 ** 32 - 5) % 2 ** 32;
    expect(wrapped("b", time(4, "12:15"))).toBeLessThan(wrapped("b", time(4, "09:30")));
    expect(shown(energies(readings, { lifetimeJoules: wrapped }))).toEqual([
      ["06-07T09:30", "06-07T12:00", joulesOf(2.5), 0, "lifetime"],
    ]);
  });

  it("is not taken from a lifetime counter that was set anew, or grew faster than any inverter", () => {
    const readings = without(time(4, "09:30"), time(4, "12:00"));
    const restarted =
      (offset: number) =>
      (inverter: string, end: number): number =>
        lifetimeJoules(inverter, end) + (end > time(4, "12:00") ? offset : 0);
    for (const offset of [-3_000_000, 20_000_000]) {
      const gaps = energies(readings, { lifetimeJoules: restarted(offset) });
      expect(gaps.map(({ source }) => source)).toEqual(["day", "day"]);
    }
  });

  it("does not count beyond 32 bits as a wrap", () => {
    const readings = without(time(4, "09:30"), time(4, "12:00"));
    const large = (inverter: string, end: number): number =>
      lifetimeJoules(inverter, end) + 4_411_324_291 - (end > time(4, "12:00") ? 4_400_000_000 : 0);
    const gaps = energies(readings, { lifetimeJoules: large });
    expect(gaps.map(({ source }) => source)).toEqual(["day", "day"]);
  });

  it("of an inverter that was replaced is not known, and the new one produced nothing before", () => {
    const days = dates.flatMap((date) => [
      ...reportsBetween("old", `${date}T06:00:00Z`, `${date}T18:00:00Z`),
      ...reportsBetween("new", `${date}T06:00:00Z`, `${date}T18:00:00Z`),
    ]);
    const replaced = days.filter(([inverter, , to]) =>
      inverter === "old" ? Date.parse(to) <= time(4, "09:30") : Date.parse(to) > time(4, "12:00"),
    );
    const counted = new CountedReadings(replaced, zone);
    const gaps = energies(
      counted.recorded(() => true),
      counted,
    );
    expect(gaps.filter(({ inverter }) => inverter === "old")).not.toEqual([]);
    for (const { inverter, joules } of gaps) {
      if (inverter === "old") expect(joules).toBeNaN();
      else expect(joules).toBeLessThanOrEqual(3600);
    }
  });

  it("of a silent inverter that comes back is known, for it alone", () => {
    const silent = truth.recorded(
      (end, inverter) => inverter === "a" || end <= time(2, "10:00") || end > time(5, "14:00"),
    );
    const gaps = energies(silent, { lifetimeJoules });
    expect(new Set(gaps.map(({ inverter }) => inverter))).toEqual(new Set(["b"]));
    const total = gaps.reduce((sum, { joules }) => sum + joules, 0);
    expect(total).toBe(joulesOf(8 + 12 + 12 + 8));
  });

  it("is known on the days on which clocks change", () => {
    const london = new TimeZone("Europe/London");
    for (const change of ["2026-03-29", "2026-10-25"]) {
      const days = [-3, -2, -1, 0, 1, 2].map((distance) => addDays(change, distance));
      const counted = new CountedReadings(
        days.flatMap((date) => reportsBetween("b", `${date}T06:00:00Z`, `${date}T18:00:00Z`, 113)),
        london,
      );
      const from = Date.parse(`${days[2]}T16:00:00Z`);
      const to = Date.parse(`${change}T08:00:00Z`);
      const readings = counted.recorded((end) => end <= from || end > to);
      const gaps = days.flatMap((date) => findGaps(readings, london.day(date)));
      const found = gapEnergies(readings, gaps, {
        zone: london,
        lifetimeJoules: counted.lifetimeJoules,
      });
      expect(found).toHaveLength(2);
      for (const gap of found) {
        expect(Math.abs(gap.joules - counted.joulesIn(gap))).toBeLessThanOrEqual(3600);
      }
    }
  });

  it("and of the day's periods is the day's counter, whatever is missing", () => {
    let checked = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      const lost = Array.from({ length: 3 }, () => {
        const from = time(1, "00:00") + random() * 7 * 86_400_000;
        return { from, to: from + random() ** 3 * 2 * 86_400_000 };
      });
      const readings = truth.recorded((end) =>
        lost.every(({ from, to }) => end <= from || end > to),
      );
      const everyGap = dates.flatMap((date) =>
        findGaps(readings, zone.day(date), { betweenMs: 0, atEdgesMs: 0 }),
      );
      const options = random() < 0.5 ? { zone, lifetimeJoules } : { zone };
      const gaps = gapEnergies(readings, everyGap, options);
      for (const gap of gaps) {
        if (Number.isNaN(gap.joules)) continue;
        const off = Math.abs(gap.joules - truth.joulesIn(gap));
        expect(off, `seed ${seed}`).toBeLessThanOrEqual(gap.uncertaintyJoules);
      }
      for (const date of dates) checked += checkDay(readings, gaps, date, `seed ${seed} ${date}`);
    }
    expect(checked).toBeGreaterThan(1000);
  });
});

/** Compares each inverter's periods and gaps of a day with its last counter of the day. Returns how many could be. */
function checkDay(
  readings: ReadingArrays,
  gaps: readonly GapEnergy[],
  date: string,
  context: string,
): number {
  const { from, to } = zone.day(date);
  return readings.inverters.filter((inverter, place) => {
    const ofDay = readings.end.flatMap((end, row) =>
      readings.inverter[row] === place && end >= from && end < to ? [row] : [],
    );
    const last = ofDay.at(-1) ?? -1;
    const end = readings.end[last] ?? 0;
    const missing = gaps.filter(
      (gap) => gap.inverter === inverter && gap.from < end && gap.to > from,
    );
    const produced = ofDay.reduce((sum, row) => sum + (readings.joules[row] ?? 0), 0);
    const held = missing.reduce((sum, { joules }) => sum + joules, 0);
    // Only the sum with other days is known.
    const isOfSeveralDays = missing.some((gap) => gap.from < from || gap.to > to);
    if (last < 0 || isOfSeveralDays || Number.isNaN(held)) return false;
    const counted = (readings.wattHoursToday[last] ?? 0) * 3600;
    const most = missing.reduce((sum, gap) => sum + gap.uncertaintyJoules, 3600);
    expect(Math.abs(produced + held - counted), context).toBeLessThanOrEqual(most);
    return true;
  }).length;
}

function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("interruptions", () => {
  it("name the readings around gaps, whose counters are to be looked up", () => {
    const readings = without(time(4, "15:00"), time(5, "09:00"));
    const gaps = dates.flatMap((date) => findGaps(readings, zone.day(date)));
    const found = interruptions(readings, gaps);
    expect(found.map(({ inverter }) => inverter)).toEqual(["a", "b"]);
    expect(found[1]).toMatchObject({
      gaps: [{ from: time(4, "15:00") }, { to: time(5, "09:00") }],
      before: { end: time(4, "15:00") },
      after: { end: time(5, "09:15"), joules: 113 * 900 },
    });
  });
});
