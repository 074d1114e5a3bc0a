import { addDays, dayNumber } from "@envoy/solar-insight";
import type { GridPlace } from "../../charts/grid-cursor.js";
import type { CarpetMonth } from "../../data/results.js";
import { dayAndMonth } from "../../format/date.js";
import { powerText } from "../../format/quantity.js";

const quarters = 96;

/** A year's cells, with the quarters of the day that are shown. */
export interface CarpetCells {
  readonly days: number;
  readonly firstDay: string;
  /** The first quarter that is shown, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** The share that a cell is coloured by; NaN where there is none. */
  readonly shareOf: (month: CarpetMonth, cell: number) => number;
  readonly monthOf: (
    column: number,
  ) => { readonly month: CarpetMonth; readonly day: number } | undefined;
}

export function cellsOfYear(
  year: number,
  months: readonly (CarpetMonth | undefined)[],
): CarpetCells {
  const firstDay = `${year}-01-01`;
  const start = dayNumber(firstDay);
  const days = dayNumber(`${year + 1}-01-01`) - start;
  const starts = Array.from(
    { length: 12 },
    (_, i) => dayNumber(`${year}-${String(i + 1).padStart(2, "0")}-01`) - start,
  );
  const { from, to } = shownQuarters(months);
  // With nobody to compare it with, a panel is compared with its own best.
  const most = hasRatios(months) ? undefined : greatestOf(months);
  return {
    days,
    firstDay,
    from,
    to,
    shareOf: ({ ratio, watts }, cell) =>
      most === undefined ? (ratio[cell] ?? Number.NaN) : (watts[cell] ?? Number.NaN) / most,
    monthOf: (column) => {
      const place = starts.findLastIndex((first) => first <= column);
      const month = months[place];
      return month && { month, day: column - (starts[place] ?? 0) };
    },
  };
}

function hasRatios(months: readonly (CarpetMonth | undefined)[]): boolean {
  return months.some((month) => month?.ratio.some((share) => !Number.isNaN(share)));
}

function greatestOf(months: readonly (CarpetMonth | undefined)[]): number {
  let most = 1;
  for (const month of months) {
    for (const watts of month?.watts ?? []) most = Math.max(most, watts || 0);
  }
  return most;
}

/** From the earliest light of the year to the latest, in whole hours; a usual day until something is known. */
function shownQuarters(months: readonly (CarpetMonth | undefined)[]): {
  readonly from: number;
  readonly to: number;
} {
  let [first, last] = [6 * 4, 19 * 4];
  for (const month of months) {
    for (const [cell, watts] of month?.watts.entries() ?? []) {
      if (!(watts > 0)) continue;
      first = Math.min(first, cell % quarters);
      last = Math.max(last, (cell % quarters) + 1);
    }
  }
  return { from: Math.floor(first / 4) * 4, to: Math.ceil(last / 4) * 4 };
}

/** What a cell shows, in words. */
export function carpetText(cells: CarpetCells, { column, row }: GridPlace): string {
  const quarter = cells.from + row;
  const clock = `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
  const of = `${dayAndMonth(addDays(cells.firstDay, column))}, ${clock}`;
  const found = cells.monthOf(column);
  if (found === undefined) return `${of}: not read`;
  const cell = found.day * quarters + quarter;
  const watts = found.month.watts[cell] ?? Number.NaN;
  const share = cells.shareOf(found.month, cell);
  const missing = found.month.missing[cell];
  if (missing === 1) return `${of}: no reading, the recorder or the gateway was away`;
  if (missing === 2) return `${of}: no reading of this panel alone`;
  if (Number.isNaN(watts)) return `${of}: dark`;
  if (Number.isNaN(share)) return `${of}: ${powerText(watts)}, too dim to compare`;
  return `${of}: ${Math.round(share * 100)}\u00a0% of the best, ${powerText(watts)}`;
}
