/** The value at a share (0..1) of the way through sorted values, between two of them if need be; NaN of none. */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The same of values in any order, without those that are NaN. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantileOfSorted(Float64Array.from(values).filter(isKnown).sort(), share);
}

/** The median of the values that are not NaN; NaN if there is none. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

function isKnown(value: number): boolean {
  return !Number.isNaN(value);
}
