import type { Table } from "apache-arrow";
import { hasNull } from "./column.js";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { monthIndex, type Partition, partitionOfMonth } from "./partition-path.js";
import { toRowRanges } from "./row-ranges.js";
import { sortKeysOf } from "./sort-keys.js";

/** The rows of one partition. */
export interface PartitionRows {
  readonly partition: Partition;
  readonly rows: Table;
}

/** The rows of each month, in the order they had, oldest month first. Throws `TypeError` if a time is missing or absurd. */
export function splitByMonth(table: Table, partitionTime: string): readonly PartitionRows[] {
  const { fields } = table.schema;
  const columns = flattenTables(fields, [table]);
  const time = columns[fields.findIndex(({ name }) => name === partitionTime)];
  if (time === undefined) throw new TypeError(`The rows have no column "${partitionTime}".`);
  if (hasNull(time)) throw new TypeError(`Column "${partitionTime}" holds a null.`);
  const rowsOfMonth = new Map<number, number[]>();
  sortKeysOf(time).forEach((microseconds, row) => {
    const month = monthIndex(Math.floor(microseconds / 1000));
    if (!(month >= 0)) {
      throw new TypeError(`Column "${partitionTime}" holds a time outside the years 0 to 275,760.`);
    }
    const rows = rowsOfMonth.get(month);
    if (rows === undefined) rowsOfMonth.set(month, [row]);
    else rows.push(row);
  });
  return [...rowsOfMonth]
    .sort(([a], [b]) => a - b)
    .map(([month, rows]) => ({
      partition: partitionOfMonth(month),
      rows: gatherTable(fields, columns, toRowRanges(Uint32Array.from(rows))),
    }));
}
