import type { Column } from "./column.js";
import { isWide } from "./numbers.js";

/** Numbers that sort as the values of a column without nulls do: the codes of text, else the values as doubles. Throws `TypeError` for plain text. */
export function sortKeysOf(column: Column): Int32Array | Float64Array {
  if (column.kind === "text") return column.codes;
  if (column.kind === "plain text") throw new TypeError("Plain text cannot be a key.");
  const { values } = column;
  const keys = new Float64Array(values.length);
  if (!isWide(values)) {
    keys.set(values);
    return keys;
  }
  // Two halves of 32 bits instead of a bigint for each value. Microseconds since 1970 stay
  // exact in a double until the year 2255.
  const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high =
    values instanceof BigInt64Array
      ? new Int32Array(values.buffer, values.byteOffset, values.length * 2)
      : low;
  for (let i = 0; i < keys.length; i++) {
    keys[i] = (high[2 * i + 1] ?? 0) * 2 ** 32 + (low[2 * i] ?? 0);
  }
  return keys;
}
