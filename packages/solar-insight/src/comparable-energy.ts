import type { DayGrid } from "./day-grid.js";
import { at } from "./readings.js";

/** A gap that all have in common, up to this, leaves the rest of the day comparable. */
const commonGapSeconds = 3600;

/** Gaps of so much more or less are the same. */
const sameGapSeconds = 600;

/**
 * The energy of a day of each of some inverters, in joules, so that they can be compared: NaN for one of
 * which too much is missing. All of a day is compared where it is known, with what counters tell of
 * gaps; where it is not, what the readings tell, if all miss about the same short time.
 */
export function comparableEnergy(
  { summaries, row }: DayGrid,
  members: readonly number[],
  day: number,
): Float64Array {
  const { joules, gapSeconds, gapJoules } = summaries;
  const rows = members.map((member) => row(member, day));
  let leastGap = Number.POSITIVE_INFINITY;
  let isAllKnown = true;
  for (const place of rows) {
    if (place < 0 || Number.isNaN(at(joules, place))) continue;
    leastGap = Math.min(leastGap, at(gapSeconds, place));
    if (at(gapSeconds, place) > 0 && Number.isNaN(at(gapJoules, place))) isAllKnown = false;
  }
  return Float64Array.from(rows, (place) => {
    if (place < 0) return Number.NaN;
    const gap = at(gapSeconds, place);
    if (gap === 0 && isAllKnown) return at(joules, place);
    if (isAllKnown) return at(joules, place) + at(gapJoules, place);
    if (leastGap > commonGapSeconds || gap - leastGap > sameGapSeconds) {
      // It alone may be known as a whole, if the others are too.
      return leastGap <= sameGapSeconds ? at(joules, place) + at(gapJoules, place) : Number.NaN;
    }
    return at(joules, place);
  });
}

/** The median of sorted values without the one at a place. */
export function medianOfOthers(sorted: ArrayLike<number>, place: number): number {
  const others = sorted.length - 1;
  const nth = (n: number): number => at(sorted, n < place ? n : n + 1);
  return others % 2 === 1 ? nth(others >> 1) : (nth(others / 2 - 1) + nth(others / 2)) / 2;
}
