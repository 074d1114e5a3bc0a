import { Schema, type Table } from "apache-arrow";
import { flattenTables } from "./flatten.js";
import { type CompareRows, compareByKey, isSorted, sortRows } from "./key-order.js";
import {
  monthIndex,
  monthStart,
  type Partition,
  partitionName,
  partitionOfMonth,
} from "./partition-path.js";
import { sortKeysOf } from "./sort-keys.js";
import type { TableDefinition } from "./table-definition.js";

/**
 * What no merge leaves in a file, but its owner may: rows of other months, and several rows
 * of one key. A phrase for each; empty if there is nothing to say.
 */
export function findSuspicions(
  { schema, primaryKey, partitionTime }: TableDefinition,
  partition: Partition,
  table: Table,
): readonly string[] {
  const names = new Set([...primaryKey, partitionTime]);
  const fields = schema.fields.filter(({ name }) => names.has(name));
  const columns = flattenTables(fields, [table]);
  const compare = compareByKey({ schema: new Schema(fields), primaryKey, partitionTime }, columns);
  const time = columns[fields.findIndex(({ name }) => name === partitionTime)];
  return [
    ...(time === undefined ? [] : strayRows(sortKeysOf(time), partition)),
    ...repeatedKeys(table.numRows, compare),
  ];
}

function strayRows(times: ArrayLike<number>, { year, month }: Partition): readonly string[] {
  const index = year * 12 + month - 1;
  const start = monthStart(index) * 1000;
  const end = monthStart(index + 1) * 1000;
  let count = 0;
  let first = 0;
  for (let row = 0; row < times.length; row++) {
    const microseconds = times[row] ?? 0;
    if (microseconds >= start && microseconds < end) continue;
    if (count++ === 0) first = row;
  }
  if (count === 0) return [];
  const found = monthIndex(Math.floor((times[first] ?? 0) / 1000));
  const name = found >= 0 ? partitionName(partitionOfMonth(found)) : "no month at all";
  return [`${rows(count)} of other months, the first in row ${first + 1}, of ${name}`];
}

function repeatedKeys(length: number, compare: CompareRows): readonly string[] {
  // A file of the archive is sorted, and needs no list of its rows.
  const order = isSorted(0, length, compare) ? undefined : sortRows(0, length, compare);
  let count = 0;
  let first = 0;
  for (let i = 1; i < length; i++) {
    const row = order?.[i] ?? i;
    if (compare(order?.[i - 1] ?? i - 1, row) !== 0) continue;
    if (count++ === 0) first = row;
  }
  return count === 0
    ? []
    : [`${rows(count)} with the key of another row, such as row ${first + 1}`];
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
