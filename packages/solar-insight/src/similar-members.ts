import { at } from "./readings.js";

/** How many bright days of history are compared. */
const historyDays = 90;

/** Fewer do not tell. */
const leastDays = 15;

/**
 * For each of some members, the others by how alike their values were, apart from their levels, the most alike first. Columns
 * are by member; values are logarithms, NaN where they are not known. Panels that see the same sun rise and fall
 * together with the seasons, also where nobody said which roof they are on.
 */
export function similarMembers(
  columns: readonly (readonly number[])[],
  until: number,
): readonly (readonly number[])[] {
  const from = Math.max(0, until - historyDays);
  if (until - from < leastDays) return columns.map(() => []);
  const centered = columns.map((column) => {
    const values = Float64Array.from({ length: until - from }, (_, i) => at(column, from + i));
    const known = values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return values.map((value) => value - mean);
  });
  const distances = columns.map(() =>
    new Float64Array(columns.length).fill(Number.POSITIVE_INFINITY),
  );
  for (const [a, ofA] of centered.entries()) {
    for (let b = 0; b < a; b++) {
      const distance = meanDistance(ofA, centered[b] ?? ofA);
      (distances[a] ?? ofA)[b] = distance;
      (distances[b] ?? ofA)[a] = distance;
    }
  }
  return distances.map((row) =>
    [...row.keys()]
      .filter((i) => at(row, i) < Number.POSITIVE_INFINITY)
      .sort((a, b) => at(row, a) - at(row, b)),
  );
}

function meanDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  let days = 0;
  for (let day = 0; day < a.length; day++) {
    const distance = Math.abs(at(a, day) - at(b, day));
    if (Number.isNaN(distance)) continue;
    sum += distance;
    days++;
  }
  return days < leastDays ? Number.POSITIVE_INFINITY : sum / days;
}
