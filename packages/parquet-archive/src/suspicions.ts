import type { Table } from "apache-arrow";
import type { Column } from "./column.js";
import { flattenTables } from "./flatten.js";
import { compareByKey, type KeyScan, scanKeys } from "./key-order.js";
import {
  lengthOf,
  type Partition,
  partitionBounds,
  partitionName,
  partitionOfTime,
} from "./partition-path.js";
import { partitionTimes } from "./partition-times.js";
import type { TableDefinition } from "./table-definition.js";

/**
 * What no merge leaves in a file, but its owner may: rows of other months or days, and several rows
 * of one key. A phrase for each; empty if there is nothing to say. The file's rows are the
 * first ones of the columns, of which there is one for each field of the schema.
 */
export function findSuspicions(
  { schema, partitionTime }: TableDefinition,
  partition: Partition,
  columns: readonly Column[],
  keys: KeyScan,
): readonly string[] {
  const place = schema.fields.findIndex(({ name }) => name === partitionTime);
  const [field, time] = [schema.fields[place], columns[place]];
  return [
    ...(field === undefined || time === undefined
      ? []
      : strayRows(partitionTimes(field.type, time).subarray(0, keys.rows), partition)),
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

function strayRows(times: ArrayLike<number>, partition: Partition): readonly string[] {
  const [start = 0, end = 0] = partitionBounds(partition).map((bound) => bound * 1000);
  let count = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < times.length; row++) {
    const microseconds = times[row] ?? 0;
    if (microseconds >= start && microseconds < end) continue;
    count++;
    earliest = Math.min(earliest, microseconds);
  }
  if (count === 0) return [];
  const length = lengthOf(partition);
  const found = partitionOfTime(Math.floor(earliest / 1000), length);
  const name = found === undefined ? `no ${length} at all` : partitionName(found);
  return [`${rows(count)} of other ${length}s, the first of ${name}`];
}

function repeatedKeys({ repeated }: KeyScan): readonly string[] {
  return repeated === 0 ? [] : [`${rows(repeated)} with the key of another row`];
}

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
