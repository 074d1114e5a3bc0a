import type { Table } from "apache-arrow";
import type { Column } from "./column.js";
import { flattenTables } from "./flatten.js";
import { compareByKey, type KeyScan, scanKeys } from "./key-order.js";
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
 * of one key. A phrase for each; empty if there is nothing to say. The file's rows are the
 * first ones of the columns, of which there is one for each field of the schema.
 */
export function findSuspicions(
  { schema, partitionTime }: TableDefinition,
  partition: Partition,
  columns: readonly Column[],
  keys: KeyScan,
): readonly string[] {
  const time = columns[schema.fields.findIndex(({ name }) => name === partitionTime)];
  return [
    ...(time === undefined ? [] : strayRows(sortKeysOf(time).subarray(0, keys.rows), partition)),
    ...repeatedKeys(keys),
  ];
}

/** The same for a whole table. */
export function findTableSuspicions(
  definition: TableDefinition,
  partition: Partition,
  table: Table,
): readonly string[] {
  const columns = flattenTables(definition.schema.fields, [table]);
  const compare = compareByKey(definition, columns);
  return findSuspicions(definition, partition, columns, scanKeys(table.numRows, compare));
}

function strayRows(times: ArrayLike<number>, { year, month }: Partition): readonly string[] {
  const index = year * 12 + month - 1;
  const start = monthStart(index) * 1000;
  const end = monthStart(index + 1) * 1000;
  let count = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < times.length; row++) {
    const microseconds = times[row] ?? 0;
    if (microseconds >= start && microseconds < end) continue;
    count++;
    earliest = Math.min(earliest, microseconds);
  }
  if (count === 0) return [];
  const found = monthIndex(Math.floor(earliest / 1000));
  const name = found >= 0 ? partitionName(partitionOfMonth(found)) : "no month at all";
  return [`${rows(count)} of other months, the first of ${name}`];
}

function repeatedKeys({ repeated }: KeyScan): readonly string[] {
  return repeated === 0 ? [] : [`${rows(repeated)} with the key of another row`];
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
