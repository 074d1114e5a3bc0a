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

export function isSorted(from: number, to: number, compare: CompareRows): boolean {
  for (let row = from + 1; row < to; row++) if (compare(row - 1, row) > 0) return false;
  return true;
}

/** The rows from `from` up to `to` in order. Rows that compare as equal keep their order. */
export function sortRows(from: number, to: number, compare: CompareRows): Uint32Array {
  const order = new Uint32Array(to - from);
  for (let i = 0; i < order.length; i++) order[i] = from + i;
  return isSorted(from, to, compare) ? order : order.sort((a, b) => compare(a, b) || a - b);
}
