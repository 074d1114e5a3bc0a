import {
  dailyEnergy,
  dayNumber,
  findGaps,
  gapEnergies,
  type Readings,
  summariseDays,
  TimeZone,
} from "@envoy/solar-insight";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, reportsBetween } from "./support/columns.js";
import { CountedReadings } from "./support/counted.js";

describe("the summary of days", () => {
  it("has a row an inverter and day, by date and name, with what its readings tell", () => {
    const days = new TimeZone("UTC").days("2026-06-01", "2026-06-02");
    const readings = columnsOf([
      ["b", "2026-06-01T10:00:00Z", "2026-06-01T10:15:00Z", 100],
      ["b", "2026-06-01T10:15:00Z", "2026-06-01T10:30:00Z", 200.4],
      ["a", "2026-06-02T10:00:00Z", "2026-06-02T10:05:00Z", 50],
      ["a", "2026-06-01T10:00:00Z", "2026-06-01T10:15:00Z", 0],
      ["b", "2026-06-03T10:00:00Z", "2026-06-03T10:15:00Z", 9],
    ]);
    const summaries = summariseDays(
      {
        ...readings,
        wattHoursToday: [25, 75, 4, Number.NaN, 2],
        temperatureCelsius: [20, Number.NaN, -3, 12, 1],
        errorSeconds: [0, 30, 60, Number.NaN, 0],
      },
      days,
    );
    const { inverters, inverter, day, ...columns } = summaries;
    expect(Array.from(inverter, (place) => inverters[place])).toEqual(["a", "b", "a"]);
    expect([...day]).toEqual([20605, 20605, 20606]);
    expect([...columns.joules]).toEqual([0, 90_000 + 180_360, 15_000]);
    expect([...columns.counterWattHours]).toEqual([Number.NaN, 75, 4]);
    expect([...columns.peakWatts]).toEqual([0, 200, 50]);
    expect([...columns.periods]).toEqual([1, 2, 1]);
    expect([...columns.gapSeconds]).toEqual([0, 0, 0]);
    expect([...columns.gapJoules]).toEqual([0, 0, 0]);
    expect([...columns.maxTemperatureCelsius]).toEqual([12, 20, -3]);
    expect([...columns.errorSeconds]).toEqual([Number.NaN, 30, 60]);
  });

  it("tells the gaps, their energy, and a day of which nothing is known", () => {
    const zone = new TimeZone("Europe/London");
    const days = zone.days("2026-06-01", "2026-06-05");
    const rows = days.flatMap(({ day }) =>
      reportsBetween("a", `${day}T06:00:00Z`, `${day}T18:00:00Z`),
    );
    const truth = new CountedReadings(rows, zone);
    const isMissing = (end: number): boolean =>
      (end > Date.parse("2026-06-02T10:00Z") && end <= Date.parse("2026-06-02T11:00Z")) ||
      new Date(end).toISOString().startsWith("2026-06-04");
    const readings = truth.recorded((end) => !isMissing(end));
    const gaps = days.flatMap((day) => findGaps(readings, day));
    const energies = gapEnergies(readings, gaps, { zone });
    const summaries = summariseDays(readings, days, { gaps, energies });
    expect([...summaries.periods]).toEqual([48, 44, 48, 0, 48]);
    expect([...summaries.gapSeconds]).toEqual([0, 3600, 0, 43_200, 0]);
    expect([...summaries.gapJoules]).toEqual([0, 360_000, 0, Number.NaN, 0]);
    expect([...summaries.joules]).toEqual([4_320_000, 3_960_000, 4_320_000, Number.NaN, 4_320_000]);
    const untold = summariseDays(readings, days, { gaps });
    expect([...untold.gapJoules]).toEqual([0, Number.NaN, 0, Number.NaN, 0]);
  });

  it("has the sums of daily energy in every zone, in any order of the rows", () => {
    const reading = fc.record({
      inverter: fc.integer({ min: 0, max: 3 }),
      end: fc.integer({ min: 0, max: 96 * 8 }),
      joules: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    const zones = ["Pacific/Apia", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe"];
    fc.assert(
      fc.property(fc.array(reading), fc.integer({ min: 0, max: 3 }), (rows, zone) => {
        const days = new TimeZone(zones[zone] ?? "").days("2026-04-02", "2026-04-07");
        const unique = [
          ...new Map(rows.map((row) => [`${row.inverter} ${row.end}`, row])).values(),
        ];
        const readings: Readings = {
          inverters: ["d", "b", "c", "a"],
          inverter: unique.map(({ inverter }) => inverter),
          end: unique.map(({ end }) => Date.parse("2026-04-01T00:00Z") + end * 900_000),
          duration: unique.map(() => 900_000),
          joules: unique.map(({ joules }) => Math.round(joules)),
        };
        const { byInverter } = dailyEnergy(readings, days);
        const summaries = summariseDays(readings, days);
        let rowsKnown = 0;
        for (const [inverter, ofDays] of byInverter.entries()) {
          for (const [place, joules] of ofDays.entries()) {
            if (Number.isNaN(joules)) continue;
            rowsKnown++;
            const day = dayNumber(days[place]?.day ?? "");
            const row = summaries.day.findIndex(
              (of, i) => of === day && summaries.inverter[i] === inverter,
            );
            expect(summaries.joules[row]).toBe(joules);
          }
        }
        expect(summaries.day.length).toBe(rowsKnown);
      }),
    );
  });
});
