import { type Column, hasNull } from "./column.js";
import { sortKeysOf } from "./sort-keys.js";
import type { TableDefinition } from "./table-definition.js";

/** Compares two rows, by number, as `Array.sort` wants it. */
export type CompareRows = (a: number, b: number) => number;

/** Compares rows by primary key. `columns` holds one column for each field of the schema. Throws `TypeError` if a key is null. */
export function compareByKey(
  { schema, primaryKey }: TableDefinition,
  columns: readonly Column[],
): CompareRows {
  const keys = primaryKey.map((name) => {
    const column = columns[schema.fields.findIndex((field) => field.name === name)];
    if (column === undefined) throw new TypeError(`There is no key column "${name}".`);
    if (hasNull(column)) throw new TypeError(`Key column "${name}" holds a null.`);
    return sortKeysOf(column);
  });
  return (a, b) => {
    for (let i = 0; i < keys.length; i++) {
      const difference = (keys[i]?.[a] ?? 0) - (keys[i]?.[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function isSorted(from: number, to: number, compare: CompareRows): boolean {
  for (let row = from + 1; row < to; row++) if (compare(row - 1, row) > 0) return false;
  return true;
}

/** The rows from `from` up to `to` in order. Rows that compare as equal keep their order. */
export function sortRows(from: number, to: number, compare: CompareRows): Uint32Array {
  const order = new Uint32Array(to - from);
  for (let i = 0; i < order.length; i++) order[i] = from + i;
  return isSorted(from, to, compare) ? order : order.sort((a, b) => compare(a, b) || a - b);
}

/** What comparing each row with the next tells about the first rows of a table. */
export interface KeyScan {
  readonly rows: number;
  readonly isSorted: boolean;
  /** Rows whose key another one has, and has before in order of key. */
  readonly repeated: number;
}

export function scanKeys(rows: number, compare: CompareRows): KeyScan {
  let repeated = 0;
  for (let row = 1; row < rows; row++) {
    const difference = compare(row - 1, row);
    if (difference > 0) return scanUnsorted(sortRows(0, rows, compare), compare);
    if (difference === 0) repeated++;
  }
  return { rows, isSorted: true, repeated };
}

function scanUnsorted(order: Uint32Array, compare: CompareRows): KeyScan {
  let repeated = 0;
  for (const [i, row] of order.entries()) {
    const before = order[i - 1];
    if (before !== undefined && compare(before, row) === 0) repeated++;
  }
  return { rows: order.length, isSorted: false, repeated };
}
