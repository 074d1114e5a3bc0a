import type { DataType, Schema, Table } from "apache-arrow";
import type { Column, NumberColumn } from "./column.js";
import { flattenColumn, vectorOf } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { canHoldAll, isSameNumber, type Numbers, storeNumber } from "./numbers.js";

/** Rows with other names and types. */
export interface CastRows {
  readonly rows: Table;
  /** How many values their new type cannot hold. They are null. */
  readonly overflows: number;
}

/**
 * The same rows with the names and types of `schema`, whose fields are filled from the columns
 * named in `sources`, in that order. Numbers are taken as Arrow stores them: a duration in
 * microseconds becomes an integer of microseconds. Throws `TypeError` if a source is missing.
 */
export function castRows(table: Table, schema: Schema, sources: readonly string[]): CastRows {
  let overflows = 0;
  const columns = schema.fields.map((field, i): Column => {
    const vector = vectorOf(table, sources[i] ?? field.name);
    const column = flattenColumn(vector.type, [vector]);
    if (column.kind !== "fixed") return column;
    const cast = castNumbers(column, field.type);
    overflows += cast.overflows;
    return cast.column;
  });
  return { rows: gatherTable(schema.fields, columns, [[0, table.numRows]]), overflows };
}

/** The column is the caller's own copy: its nulls become those of the result. */
function castNumbers(
  column: NumberColumn,
  type: DataType,
): { readonly column: NumberColumn; readonly overflows: number } {
  const values: Numbers = new type.ArrayType(column.values.length);
  let { isNull } = column;
  let overflows = 0;
  // Comparing each number takes most of the time.
  const fits = canHoldAll(values, column.values);
  for (let row = 0; row < values.length; row++) {
    const value = column.values[row] ?? 0;
    if (isNull?.[row] === 1) continue;
    storeNumber(values, row, value);
    // A number that does not fit is another one after it was stored.
    if (fits || isSameNumber(values[row] ?? 0, value)) continue;
    isNull ??= new Uint8Array(values.length);
    isNull[row] = 1;
    overflows++;
  }
  return { column: { kind: "fixed", values, isNull }, overflows };
}
