import type { LocalDay } from "./time-zone.js";

/** The place of the day that contains a time, of days in order; undefined if none does. */
export function dayAt(days: readonly LocalDay[], time: number): number | undefined {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.to ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  const day = days[low];
  return day !== undefined && day.from <= time ? low : undefined;
}
