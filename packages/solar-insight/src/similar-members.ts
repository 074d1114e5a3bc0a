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
  const centered = columns.map((column) => center(column, from, until));
  const members = columns.length;
  const distances = new Float64Array(members * members).fill(Number.POSITIVE_INFINITY);
  for (let a = 0; a < members; a++) {
    for (let b = 0; b < a; b++) {
      const distance = meanDistance(centered[a] ?? none, centered[b] ?? none);
      distances[a * members + b] = distance;
      distances[b * members + a] = distance;
    }
  }
  return columns.map((_, own) => {
    const distance = (other: number): number => at(distances, own * members + other);
    return [...columns.keys()]
      .filter((other) => distance(other) < Number.POSITIVE_INFINITY)
      .sort((a, b) => distance(a) - distance(b));
  });
}

const none = new Float64Array();

/** Values of some days, less their mean. */
function center(column: readonly number[], from: number, until: number): Float64Array {
  const values = new Float64Array(until - from);
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = at(column, from + i);
    values[i] = value;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  for (let i = 0; i < values.length; i++) values[i] = at(values, i) - sum / count;
  return values;
}

function meanDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  let days = 0;
  for (let day = 0; day < a.length; day++) {
    const distance = Math.abs((a[day] ?? Number.NaN) - (b[day] ?? Number.NaN));
    if (Number.isNaN(distance)) continue;
    sum += distance;
    days++;
  }
  return days < leastDays ? Number.POSITIVE_INFINITY : sum / days;
}
