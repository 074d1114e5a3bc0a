import { at } from "./readings.js";

/** Sorting many short lists would otherwise be mostly making arrays. It never leaves this file. */
let scratch = new Float64Array(64);

/** Longer lists are faster sorted by the runtime. */
const shortList = 64;

/** Puts the values that are not NaN in order, into an array of at least their length, and returns how many there are. */
export function sortKnown(values: ArrayLike<number>, into: Float64Array): number {
  let count = 0;
  const isShort = values.length <= shortList;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    let place = count++;
    while (isShort && place > 0) {
      const before = into[place - 1] ?? Number.NaN;
      if (before <= value) break;
      into[place--] = before;
    }
    into[place] = value;
  }
  if (!isShort) into.subarray(0, count).sort();
  return count;
}

/** The value at a share (0..1) of the way through so many sorted values, between two of them if need be; NaN of none. */
export function quantileOfSorted(
  sorted: ArrayLike<number>,
  share: number,
  count: number = sorted.length,
): number {
  if (count === 0) return Number.NaN;
  const place = (count - 1) * share;
  const below = at(sorted, Math.floor(place));
  const above = at(sorted, Math.ceil(place));
  return below + (above - below) * (place - Math.floor(place));
}

/** The value at a share (0..1) of the way through those of some values that are not NaN; NaN if there is none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (scratch.length < values.length) scratch = new Float64Array(values.length * 2);
  return quantileOfSorted(scratch, share, sortKnown(values, scratch));
}

/** The median of the values that are not NaN; NaN if there is none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The median of so many sorted values without one of them. */
export function medianOfOthers(sorted: ArrayLike<number>, own: number, count: number): number {
  let place = 0;
  while (place < count && at(sorted, place) !== own) place++;
  const others = place < count ? count - 1 : count;
  const nth = (n: number): number => at(sorted, n < place ? n : n + 1);
  if (others === 0) return Number.NaN;
  return others % 2 === 1 ? nth(others >> 1) : (nth(others / 2 - 1) + nth(others / 2)) / 2;
}
