import {
  compareYears,
  dayName,
  dayNumber,
  positionInYear,
  records,
  siteDays,
  usualEnergy,
} from "@envoy/solar-insight";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reordered, type SummaryRow, summariesOf } from "./support/summaries.js";

const whole = (
  inverter: string,
  from: string,
  to: string,
  joules: number | ((day: number) => number),
): SummaryRow[] => {
  const rows: SummaryRow[] = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day++) {
    rows.push({ inverter, day, joules: typeof joules === "number" ? joules : joules(day) });
  }
  return rows;
};

describe("the days of a site", () => {
  it("are all from the first to the last, and what is missing is not zero", () => {
    const site = siteDays(
      summariesOf([
        { inverter: "a", day: "2026-06-01", joules: 10 },
        { inverter: "b", day: "2026-06-01", joules: 0 },
        { inverter: "a", day: "2026-06-03", joules: 5, gapSeconds: 600, gapJoules: 7 },
        { inverter: "b", day: "2026-06-03", gapSeconds: 40_000 },
        { inverter: "c", day: "2026-06-03", joules: 1 },
        { inverter: "a", day: "2026-06-04", joules: 2 },
        { inverter: "b", day: "2026-06-04", joules: 3 },
        { inverter: "c", day: "2026-06-04", joules: 4, gapSeconds: 60, gapJoules: 1 },
      ]),
    );
    expect(dayName(site.firstDay)).toBe("2026-06-01");
    expect([...site.joules]).toEqual([10, Number.NaN, 6, 9]);
    expect([...site.gapJoules]).toEqual([0, 0, 7, 1]);
    expect([...site.gapSeconds]).toEqual([0, 0, 40_600, 60]);
    expect([...site.reporting]).toEqual([2, 0, 2, 3]);
    expect([...site.expected]).toEqual([2, 2, 3, 3]);
    expect([...site.isWhole]).toEqual([1, 0, 0, 1]);
  });

  it("are whole again two weeks after an inverter fell silent", () => {
    const rows = whole("a", "2026-06-01", "2026-06-20", 1);
    const silent = whole("b", "2026-06-01", "2026-06-20", 1).map(
      (row, i): SummaryRow => (i === 0 ? row : { inverter: "b", day: row.day, gapSeconds: 1 }),
    );
    const { isWhole } = siteDays(summariesOf([...rows, ...silent]));
    expect(isWhole.indexOf(1, 1)).toBe(15);
  });

  it("have the same sums in any order of the rows", () => {
    const row = fc.record({
      inverter: fc.constantFrom("a", "b", "c"),
      day: fc.integer({ min: 20_000, max: 20_030 }),
      joules: fc.integer({ min: 0, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (drawn) => {
        const rows = [...new Map(drawn.map((row) => [`${row.inverter}${row.day}`, row])).values()];
        const summaries = summariesOf(rows);
        const site = siteDays(summaries);
        const sum = site.joules.reduce((total, joules) => total + (joules || 0), 0);
        expect(sum).toBe(rows.reduce((total, { joules }) => total + joules, 0));
        const all = fc.shuffledSubarray([...rows.keys()], { minLength: rows.length });
        fc.assert(
          fc.property(all, (order) => {
            expect(siteDays(reordered(summaries, order))).toEqual(site);
          }),
          { numRuns: 3 },
        );
      }),
      { numRuns: 50 },
    );
  });

  it("may be asked for beyond what is known", () => {
    const site = siteDays(summariesOf(whole("a", "2026-06-01", "2026-06-02", 1)), {
      from: dayNumber("2026-05-31"),
      to: dayNumber("2026-06-03"),
    });
    expect([...site.joules]).toEqual([Number.NaN, 1, 1, Number.NaN]);
    expect([...site.isWhole]).toEqual([0, 1, 1, 0]);
    expect(siteDays(summariesOf([])).joules).toHaveLength(0);
  });
});

describe("what is usual", () => {
  const day = dayNumber("2026-11-28");

  it("is the median of the season in other years, or else of the last two weeks", () => {
    const before = whole("a", "2025-11-18", "2025-12-08", (of) => of - dayNumber("2025-11-17"));
    const recent = whole("a", "2026-11-01", "2026-11-28", 100);
    const rows = [...before, ...recent];
    expect(usualEnergy(siteDays(summariesOf(rows)), day)).toEqual({
      joules: 11,
      inverters: 1,
      lowJoules: 6,
      highJoules: 16,
      basis: "season",
      days: 21,
      years: 1,
    });
    const site = siteDays(summariesOf(recent));
    expect(usualEnergy(site, day)).toMatchObject({ joules: 100, basis: "recent", days: 14 });
    expect(usualEnergy(site, dayNumber("2026-11-05"))).toBeUndefined();
  });

  it("is of as many inverters as there are now, and of whole days only", () => {
    const rows = [
      ...whole("a", "2025-11-20", "2025-12-05", 7),
      ...whole("a", "2026-11-20", "2026-11-28", 8),
      ...whole("b", "2026-11-20", "2026-11-28", 8),
    ];
    const half = rows.map(
      (row, i): SummaryRow => (i < 4 ? { ...row, joules: 1, gapSeconds: 9000 } : row),
    );
    expect(usualEnergy(siteDays(summariesOf(half)), day)).toMatchObject({ joules: 14, days: 12 });
  });
});

describe("years", () => {
  it("are compared up to the same date, past 29 February", () => {
    const rows = whole("a", "2023-01-01", "2025-03-01", 1);
    const years = compareYears(siteDays(summariesOf(rows)), { until: dayNumber("2025-03-01") });
    expect(years.map(({ year, toDateJoules, isPart }) => [year, toDateJoules, isPart])).toEqual([
      [2023, 60, false],
      [2024, 61, false],
      [2025, 60, false],
    ]);
    const [common, leap, last] = years.map(({ joules }) => [...joules.slice(57, 62)]);
    expect(common).toEqual([58, 59, 59, 60, 61]);
    expect(leap).toEqual([58, 59, 60, 61, 62]);
    expect(last).toEqual([58, 59, 59, 60, Number.NaN]);
    expect(years[1]?.joules[365]).toBe(366);
  });

  it("that start later or miss days are parts", () => {
    const rows = [
      ...whole("a", "2024-03-01", "2024-12-31", 1),
      ...whole("a", "2025-01-01", "2025-02-10", 1).filter((_, i) => i !== 4),
    ];
    const years = compareYears(siteDays(summariesOf(rows)), { until: dayNumber("2025-02-10") });
    expect(
      years.map(({ toDateJoules, missingDays, isPart }) => [toDateJoules, missingDays, isPart]),
    ).toEqual([
      [Number.NaN, 41, true],
      [40, 1, true],
    ]);
  });

  it("weigh a day that is known in part by what it lacks", () => {
    const rows = [
      ...whole("a", "2025-01-01", "2025-01-10", 1),
      ...whole("b", "2025-01-01", "2025-01-10", 1),
    ].map((row) =>
      row.inverter === "b" && row.day === dayNumber("2025-01-04")
        ? { inverter: "b", day: row.day, gapSeconds: 30_000 }
        : row.day === dayNumber("2025-01-07")
          ? { ...row, gapSeconds: 10_800 }
          : row,
    );
    const site = siteDays(summariesOf(rows.filter(({ day }) => day !== dayNumber("2025-01-09"))));
    const [year] = compareYears(site, { until: dayNumber("2025-01-10") });
    expect(year?.missingDays).toBe(3);
    // One of two inverters, a quarter of twelve hours, and a whole day.
    expect(year?.missingShare).toBeCloseTo((0.5 + 0.25 + 1) / 10);
  });

  it("have a place for each date, the same in all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => {
        const { year, position } = positionInYear(day);
        const date = dayName(day);
        expect(year).toBe(Number(date.slice(0, 4)));
        expect(position).toBe(dayNumber(`2000-${date.slice(5)}`) - dayNumber("2000-01-01"));
      }),
    );
  });
});

describe("records", () => {
  it("are the best day, month and year, and the longest time without readings", () => {
    const rows = [
      ...whole("a", "2023-12-01", "2024-12-31", (day) => (day === dayNumber("2024-05-05") ? 9 : 2)),
      ...whole("a", "2025-01-01", "2025-08-20", 3).filter(
        ({ day }) => Number(day) < dayNumber("2025-04-10") || Number(day) > dayNumber("2025-04-15"),
      ),
    ];
    const { bestDay, worstDay, bestMonth, bestYear, longestGap } = records(
      siteDays(summariesOf(rows)),
    );
    const shown = (yielded: typeof bestDay): unknown =>
      yielded && [dayName(yielded.from), dayName(yielded.to), yielded.joules];
    expect(shown(bestDay)).toEqual(["2024-05-05", "2024-05-05", 9]);
    expect(shown(worstDay)).toEqual(["2023-12-01", "2023-12-01", 2]);
    expect(shown(bestMonth)).toEqual(["2025-01-01", "2025-01-31", 93]);
    expect(shown(bestYear)).toEqual(["2024-01-01", "2024-12-31", 739]);
    expect(longestGap && [longestGap.from, longestGap.to].map(dayName)).toEqual([
      "2025-04-10",
      "2025-04-15",
    ]);
  });

  it("are none of nothing", () => {
    expect(records(siteDays(summariesOf([])))).toEqual({});
  });
});
