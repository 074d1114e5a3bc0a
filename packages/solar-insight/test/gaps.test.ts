import { addDays, commonGaps, daylight, findGaps, TimeZone } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { columnsOf, type Row, reportsBetween } from "./support/columns.js";

const zone = new TimeZone("UTC");
const day = "2026-06-08";

/** Readings from 06:00 to 18:00 on these days around the one that is examined. */
function weekOf(inverters: readonly string[], distances: readonly number[]): readonly Row[] {
  return distances.flatMap((distance) => {
    const date = addDays(day, distance);
    return inverters.flatMap((inverter) =>
      reportsBetween(inverter, `${date}T06:00:00Z`, `${date}T18:00:00Z`),
    );
  });
}

const around = [-3, -2, -1, 1, 2, 3];
const shown = (gaps: readonly { from: number; to: number; inverter?: string }[]): string[] =>
  gaps.map(({ inverter = "", from, to }) =>
    `${inverter} ${[from, to].map((time) => new Date(time).toISOString().slice(11, 16)).join("-")}`.trim(),
  );

describe("the gaps of a day", () => {
  it("are none where each period begins at the end of the one before, and not the night", () => {
    expect(findGaps(columnsOf(weekOf(["a"], [...around, 0])), zone.day(day))).toEqual([]);
  });

  it("are the times between readings of which none tells", () => {
    const rows = [
      ...weekOf(["a"], around),
      ...reportsBetween("a", `${day}T06:00:00Z`, `${day}T11:15:00Z`),
      ...reportsBetween("a", `${day}T13:30:00Z`, `${day}T18:00:00Z`),
    ];
    expect(shown(findGaps(columnsOf(rows), zone.day(day)))).toEqual(["a 11:15-13:30"]);
  });

  it("are also a morning and an evening, as long as those of the days around", () => {
    const rows = [
      ...weekOf(["a"], around),
      ...reportsBetween("a", `${day}T09:00:00Z`, `${day}T15:00:00Z`),
    ];
    const gaps = findGaps(columnsOf(rows), zone.day(day));
    expect(shown(gaps)).toEqual(["a 06:00-09:00", "a 15:00-18:00"]);
  });

  it("are the whole of daylight where there is no reading at all", () => {
    const gaps = findGaps(columnsOf(weekOf(["a", "b"], around)), zone.day(day));
    expect(shown(gaps)).toEqual(["a 06:00-18:00", "b 06:00-18:00"]);
  });

  it("are not what is still to come, nor a panel that wakes a little later", () => {
    const rows = [
      ...weekOf(
        ["a"],
        around.filter((distance) => distance < 0),
      ),
      ...reportsBetween("a", `${day}T06:45:00Z`, `${day}T10:00:00Z`),
    ];
    const until = Date.parse(`${day}T10:30:00Z`);
    expect(findGaps(columnsOf(rows), zone.day(day), { until })).toEqual([]);
  });

  it("are not those of an inverter that came later", () => {
    const rows = [...weekOf(["a"], [...around, 0]), ...weekOf(["new"], [1, 2])];
    expect(findGaps(columnsOf(rows), zone.day(day))).toEqual([]);
  });

  it("end where a reading of unknown length begins, which is where the one before ended", () => {
    const rows = weekOf(["a"], [...around, 0]);
    const readings = columnsOf(rows);
    const duration = Array.from(readings.duration, () => Number.NaN);
    expect(findGaps({ ...readings, duration }, zone.day(day))).toEqual([]);
  });

  it("are common where all inverters have one", () => {
    const minute = (clock: string): number => Date.parse(`${day}T${clock}:00Z`);
    const gaps = [
      { inverter: "a", from: minute("08:00"), to: minute("10:00") },
      { inverter: "a", from: minute("12:00"), to: minute("13:00") },
      { inverter: "b", from: minute("09:00"), to: minute("12:30") },
    ];
    expect(shown(commonGaps(gaps, ["a", "b"]))).toEqual(["09:00-10:00", "12:00-12:30"]);
    expect(commonGaps(gaps, ["a", "b", "c"])).toEqual([]);
    expect(commonGaps([], [])).toEqual([]);
  });
});

describe("daylight", () => {
  it("does not move with the clock: the days around count by 24 hours", () => {
    const london = new TimeZone("Europe/London");
    const rows = ["2026-03-27", "2026-03-28", "2026-03-30", "2026-03-31"].flatMap((date) =>
      reportsBetween("a", `${date}T06:00:00Z`, `${date}T18:00:00Z`),
    );
    expect(
      shown([daylight(columnsOf(rows), london.day("2026-03-29")) ?? { from: 0, to: 0 }]),
    ).toEqual(["06:00-18:00"]);
  });

  it("is not known without readings", () => {
    expect(daylight(columnsOf([]), zone.day(day))).toBeUndefined();
  });
});
