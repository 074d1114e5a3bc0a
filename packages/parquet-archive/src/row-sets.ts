import type { Table } from "apache-arrow";
import { isSameCell } from "./cells.js";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { compareByKey, sortRows } from "./key-order.js";
import { rowsToKeep } from "./merge.js";
import { toRowRanges } from "./row-ranges.js";
import type { TableDefinition } from "./table-definition.js";

/** The rows of all tables in order of key. Of several with one key, the first in the order of the tables wins. Throws `TypeError` if a key has a null. */
export function firstOfEachKey(definition: TableDefinition, tables: readonly Table[]): Table {
  const { fields } = definition.schema;
  const columns = flattenTables(fields, tables);
  const rows = tables.reduce((sum, { numRows }) => sum + numRows, 0);
  const nothing = { rows: 0, isSorted: false };
  const ranges = rowsToKeep(nothing, rows, compareByKey(definition, columns), undefined);
  return gatherTable(fields, columns, ranges);
}

/** Whether `table` has every row of `rows`, with the same value in each column. Neither has a key twice. Throws `TypeError` if a key has a null. */
export function containsRows(definition: TableDefinition, table: Table, rows: Table): boolean {
  if (rows.numRows > table.numRows) return false;
  const columns = flattenTables(definition.schema.fields, [table, rows]);
  const compare = compareByKey(definition, columns);
  // Rows of one key keep their order: one of `rows` comes directly after that of `table`.
  const order = sortRows(0, table.numRows + rows.numRows, compare);
  return order.every((row, i) => {
    if (row < table.numRows) return true;
    const before = order[i - 1];
    if (before === undefined || compare(before, row) !== 0) return false;
    return columns.every((column) => isSameCell(column, before, column, row));
  });
}

/** The rows of a table for which `keep` is true, in the same order. */
export function filterRows(table: Table, keep: (row: number) => boolean): Table {
  const kept: number[] = [];
  for (let row = 0; row < table.numRows; row++) if (keep(row)) kept.push(row);
  if (kept.length === table.numRows) return table;
  const { fields } = table.schema;
  return gatherTable(fields, flattenTables(fields, [table]), toRowRanges(Uint32Array.from(kept)));
}

/** The rows without those that have a null in their key. */
export function withoutNullKeys({ primaryKey }: TableDefinition, table: Table): Table {
  const withNulls = primaryKey
    .map((name) => table.getChild(name))
    .filter((vector) => vector !== null && vector.nullCount > 0);
  if (withNulls.length === 0) return table;
  return filterRows(table, (row) => withNulls.every((vector) => vector?.isValid(row)));
}
