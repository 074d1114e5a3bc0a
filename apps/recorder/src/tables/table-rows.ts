import { type Cell, type TableDefinition, tableFromColumns } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { TableColumn } from "./table-columns.js";

/** A column, and where its cells come from. */
export interface ColumnFrom<Row> extends TableColumn {
  /** Undefined where the gateway gave no value: the cell is null. */
  readonly from: (row: Row) => string | number | bigint | undefined;
}

/** A cell and its share of the arrays around it, roughly. */
const bytesOfCell = 16;

/** Collects the rows of a table, column by column. */
export class TableRows<Row> {
  readonly #definition: TableDefinition;
  readonly #columns: readonly { readonly column: ColumnFrom<Row>; readonly cells: Cell[] }[];

  constructor(columns: readonly ColumnFrom<Row>[], definition: TableDefinition) {
    this.#definition = definition;
    this.#columns = columns.map((column) => ({ column, cells: [] }));
  }

  /** About how many bytes the rows take in memory. */
  get bytes(): number {
    const rows = this.#columns[0]?.cells.length ?? 0;
    return rows * this.#columns.length * bytesOfCell;
  }

  add(row: Row): void {
    for (const { column, cells } of this.#columns) cells.push(column.from(row) ?? null);
  }

  table(): Table {
    const cells = this.#columns.map(({ column, cells }) => [column.name, cells]);
    return tableFromColumns(this.#definition.schema, Object.fromEntries(cells));
  }
}

/** Seconds since 1970 as the microseconds of a timestamp column. */
export function toMicroseconds(seconds: number): bigint {
  return BigInt(seconds) * 1_000_000n;
}
