import type { DayGrid } from "./day-grid.js";
import { at } from "./readings.js";

/** A gap that all have in common, up to this, leaves the rest of the day comparable. */
const commonGapSeconds = 3600;

/** Gaps of so much more or less are the same. */
const sameGapSeconds = 600;

/**
 * Puts the energy of a day of each of some inverters into an array, in joules, so that they can be compared: NaN for
 * one of which too much is missing. All of a day is compared where it is known, with what counters tell of
 * gaps; where it is not, what the readings tell, if all miss about the same short time.
 */
export function comparableEnergy(
  { summaries, row }: DayGrid,
  members: readonly number[],
  day: number,
  into: Float64Array,
): void {
  const { joules, gapSeconds, gapJoules } = summaries;
  let leastGap = Number.POSITIVE_INFINITY;
  let isAllKnown = true;
  for (let i = 0; i < members.length; i++) {
    const place = row(at(members, i), day);
    const own = place < 0 ? Number.NaN : at(joules, place);
    into[i] = own;
    if (Number.isNaN(own)) continue;
    const gap = at(gapSeconds, place);
    if (gap < leastGap) leastGap = gap;
    if (gap > 0) {
      const whole = own + at(gapJoules, place);
      if (Number.isNaN(whole)) isAllKnown = false;
      into[i] = whole;
    }
  }
  if (isAllKnown) return;
  for (let i = 0; i < members.length; i++) {
    const place = row(at(members, i), day);
    if (place < 0) continue;
    // With a short gap that all have, what is left of the day is as good.
    if (leastGap <= commonGapSeconds && at(gapSeconds, place) - leastGap <= sameGapSeconds) {
      into[i] = at(joules, place);
    } else if (leastGap > sameGapSeconds) into[i] = Number.NaN;
  }
}
