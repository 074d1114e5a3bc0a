import type { DaySummaries } from "./day-summaries.js";
import { at } from "./readings.js";

/** The rows of summaries by inverter and day. */
export interface DayGrid {
  readonly summaries: DaySummaries;
  /** The first day that has a row, in days since 1970-01-01. */
  readonly firstDay: number;
  /** How many days there are from the first to the last. */
  readonly days: number;
  /** The row of an inverter's day; -1 if it has none. */
  row(inverter: number, day: number): number;
  /** The last day of which an inverter has a row; before the first if it has none. */
  lastRowDay(inverter: number): number;
}

/** Each view of a page asks for it. */
const grids = new WeakMap<DaySummaries, DayGrid>();

export function dayGrid(summaries: DaySummaries): DayGrid {
  const known = grids.get(summaries);
  if (known !== undefined) return known;
  const { day, inverter, inverters } = summaries;
  let firstDay = Number.POSITIVE_INFINITY;
  let lastDay = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < day.length; row++) {
    firstDay = Math.min(firstDay, at(day, row));
    lastDay = Math.max(lastDay, at(day, row));
  }
  if (firstDay > lastDay) [firstDay, lastDay] = [0, -1];
  const days = lastDay - firstDay + 1;
  const rows = new Int32Array(days * inverters.length).fill(-1);
  const lastRows = new Int32Array(inverters.length).fill(firstDay - 1);
  for (let row = 0; row < day.length; row++) {
    const place = at(inverter, row);
    rows[place * days + at(day, row) - firstDay] = row;
    lastRows[place] = Math.max(at(lastRows, place), at(day, row));
  }
  const grid: DayGrid = {
    summaries,
    firstDay,
    days,
    row: (place, date) =>
      date < firstDay || date > lastDay ? -1 : (rows[place * days + date - firstDay] ?? -1),
    lastRowDay: (place) => at(lastRows, place),
  };
  grids.set(summaries, grid);
  return grid;
}
