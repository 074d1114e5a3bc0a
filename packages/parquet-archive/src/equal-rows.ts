import type { Table } from "apache-arrow";
import type { Column } from "./column.js";
import { flattenTables } from "./flatten.js";
import { compareByKey, sortRows } from "./key-order.js";
import { textOfRow } from "./plain-text.js";
import type { TableDefinition } from "./table-definition.js";

/** Whether `written` holds exactly the rows of `table`, in order of key. */
export function hasEqualRows(definition: TableDefinition, table: Table, written: Table): boolean {
  if (written.numRows !== table.numRows) return false;
  const { fields } = definition.schema;
  const before = flattenTables(fields, [table]);
  const after = flattenTables(fields, [written]);
  const order = sortRows(0, table.numRows, compareByKey(definition, before));
  return before.every((column, i) => {
    const other = after[i];
    return other !== undefined && order.every((row, j) => isSameCell(column, row, other, j));
  });
}

/** Whether two cells hold the same value; a NaN is the same as another. */
function isSameCell(a: Column, rowOfA: number, b: Column, rowOfB: number): boolean {
  return Object.is(cellOf(a, rowOfA), cellOf(b, rowOfB));
}

function cellOf(column: Column, row: number): string | number | bigint | null | undefined {
  if (column.kind === "text") return column.dictionary[column.codes[row] ?? -1] ?? null;
  if (column.kind === "plain text") return textOfRow(column, row);
  return column.isNull?.[row] === 1 ? null : column.values[row];
}
