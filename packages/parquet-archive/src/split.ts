import type { Table } from "apache-arrow";
import { hasNull } from "./column.js";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import {
  type Partition,
  type PartitionLength,
  partitionBounds,
  partitionOfTime,
} from "./partition-path.js";
import { partitionTimes } from "./partition-times.js";
import { toRowRanges } from "./row-ranges.js";

/** The rows of one partition. */
export interface PartitionRows {
  readonly partition: Partition;
  readonly rows: Table;
}

/** The rows of each year, month or day, in the order they had, oldest first. Throws `TypeError` if a time is missing or absurd. */
export function splitRows(
  table: Table,
  partitionTime: string,
  length: PartitionLength,
): readonly PartitionRows[] {
  const { fields } = table.schema;
  const columns = flattenTables(fields, [table]);
  const place = fields.findIndex(({ name }) => name === partitionTime);
  const [field, time] = [fields[place], columns[place]];
  if (field === undefined || time === undefined)
    throw new TypeError(`The rows have no column "${partitionTime}".`);
  if (hasNull(time)) throw new TypeError(`Column "${partitionTime}" holds a null.`);
  const rowsByStart = new Map<number, { readonly partition: Partition; readonly rows: number[] }>();
  let [start, end]: readonly [number, number] = [0, 0];
  let rows: number[] = [];
  partitionTimes(field.type, time).forEach((microseconds, row) => {
    const milliseconds = Math.floor(microseconds / 1000);
    // Most rows are of the same partition as the one before.
    if (!(milliseconds >= start && milliseconds < end)) {
      const partition = partitionOfTime(milliseconds, length);
      if (partition === undefined) {
        throw new TypeError(
          `Column "${partitionTime}" holds a time outside the years 0 to 275,760.`,
        );
      }
      [start, end] = partitionBounds(partition);
      rows = rowsByStart.get(start)?.rows ?? [];
      rowsByStart.set(start, { partition, rows });
    }
    rows.push(row);
  });
  return [...rowsByStart]
    .sort(([a], [b]) => a - b)
    .map(([, part]) => ({
      partition: part.partition,
      rows: gatherTable(fields, columns, toRowRanges(Uint32Array.from(part.rows))),
    }));
}
