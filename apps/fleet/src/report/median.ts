/** The median of those values that are not NaN; NaN if there is none. */
export function median(values: Iterable<number>): number {
  const known: number[] = [];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    // Lists are short, and a comparator called from native code is slower.
    let place = known.length;
    for (; place > 0; place--) {
      const before = known[place - 1] ?? 0;
      if (before <= value) break;
      known[place] = before;
    }
    known[place] = value;
  }
  const middle = known.length >> 1;
  const upper = known[middle] ?? Number.NaN;
  return known.length % 2 === 1 ? upper : ((known[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A quotient of sums; NaN where there is nothing to divide by. */
export function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : Number.NaN;
}
