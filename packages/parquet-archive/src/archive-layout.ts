import type { Table } from "apache-arrow";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { compareByKey, sortRows } from "./key-order.js";
import { toRowRanges } from "./row-ranges.js";
import type { TableDefinition } from "./table-definition.js";

/** The same rows as a file of the archive holds them: the table's columns only, sorted by key. */
export function toArchiveLayout(definition: TableDefinition, rows: Table): Table {
  const { fields } = definition.schema;
  const columns = flattenTables(fields, [rows]);
  const order = sortRows(0, rows.numRows, compareByKey(definition, columns));
  return gatherTable(fields, columns, toRowRanges(order));
}
