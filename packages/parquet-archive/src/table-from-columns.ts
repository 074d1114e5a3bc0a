import type { Data, Schema, Table } from "apache-arrow";
import { columnOf, gatherColumn, tableOf } from "./column.js";

/** A cell: text for dictionaries, else the number Arrow stores (bigint for 64 bits), null where unknown. */
export type Cell = string | number | bigint | null;

/**
 * An Arrow table of a schema from one list of cells a column. Times and durations are
 * in the unit of their type, such as microseconds since 1970. Throws `TypeError` where
 * a column is missing or the lengths differ.
 */
export function tableFromColumns(
  schema: Schema,
  columns: Readonly<Record<string, readonly Cell[]>>,
): Table {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const children = schema.fields.map((field): Data => {
    const cells = columns[field.name];
    if (cells?.length !== rows) {
      throw new TypeError(
        `Column "${field.name}" has ${cells?.length ?? "no"} cells, not ${rows}.`,
      );
    }
    return gatherColumn(field, columnOf(field, cells), [[0, rows]]);
  });
  return tableOf(schema.fields, children, rows);
}
