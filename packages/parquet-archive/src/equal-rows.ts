import type { Table } from "apache-arrow";
import { isSameCell } from "./cells.js";
import { flattenTables } from "./flatten.js";
import { compareByKey, sortRows } from "./key-order.js";
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
