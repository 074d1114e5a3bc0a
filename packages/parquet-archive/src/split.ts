import type { Table } from "apache-arrow";
import { flattenColumn, gatherColumn, hasNull, rankColumn, runsOf, tableOf } from "./column.js";

/** The rows of each month, in the order they had, oldest month first. */
export function splitByMonth(
  rows: Table,
  partitionTime: string,
  monthIndex: (milliseconds: number) => number,
): ReadonlyMap<number, Table> {
  const { fields } = rows.schema;
  const columns = fields.map((field) => {
    const vector = rows.getChild(field.name);
    if (vector === null) throw new TypeError(`no column ${field.name}`);
    return { field, column: flattenColumn(field, [vector]) };
  });
  const time = columns.find(({ field }) => field.name === partitionTime);
  if (time === undefined) throw new TypeError(`The rows have no column "${partitionTime}".`);
  if (hasNull(time.column)) throw new TypeError(`Column "${partitionTime}" holds a null.`);
  const months = new Map<number, number[]>();
  rankColumn(time.column).forEach((microseconds, row) => {
    const month = monthIndex(Math.floor(microseconds / 1000));
    const place = months.get(month);
    if (place === undefined) months.set(month, [row]);
    else place.push(row);
  });
  const sorted = [...months].sort(([a], [b]) => a - b);
  return new Map(
    sorted.map(([month, places]) => {
      const runs = runsOf(Uint32Array.from(places));
      const children = columns.map(({ field, column }) => gatherColumn(field, column, runs));
      return [month, tableOf(fields, children, places.length)];
    }),
  );
}
