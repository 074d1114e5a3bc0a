import type { Table } from "apache-arrow";
import { mergeRows } from "./merge.js";
import type { TableDefinition } from "./table-definition.js";

/** The same rows, of which there are some, as a file of the archive holds them: the table's columns only, sorted by key. */
export function toArchiveLayout(definition: TableDefinition, rows: Table): Table {
  const { table } = mergeRows(definition, undefined, rows);
  if (table === undefined) throw new TypeError("There are no rows to rewrite.");
  return table;
}
