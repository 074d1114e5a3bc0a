import { type Cell, tableFromColumns } from "@envoy/parquet-archive";
import { DataType, type Field, type Table } from "apache-arrow";
import { readingsTable } from "./archive.js";
import { type Column, columns, type InverterReading } from "./columns.js";

/** A value that its column's type cannot hold. */
export interface RefusedValue {
  readonly column: string;
  readonly value: string | number | bigint;
}

/** Collects rows, column by column, into one Arrow table. */
export class RowBuilder {
  readonly #columns = columns.map((column, i) => ({
    column,
    range: rangeOf(readingsTable.schema.fields[i]),
    cells: [] as Cell[],
  }));

  /** Adds a row. A value outside its column's range becomes null and is returned. */
  add(reading: InverterReading): readonly RefusedValue[] {
    const refused: RefusedValue[] = [];
    for (const { column, range, cells } of this.#columns) {
      const value = column.from(reading);
      if (value === undefined || isInRange(value, range)) cells.push(value ?? null);
      else {
        cells.push(null);
        refused.push({ column: column.name, value });
      }
    }
    return refused;
  }

  get length(): number {
    return this.#columns[0]?.cells.length ?? 0;
  }

  table(): Table {
    const cells = this.#columns.map(({ column, cells }) => [column.name, cells]);
    return tableFromColumns(readingsTable.schema, Object.fromEntries(cells));
  }
}

/** Whether two readings have the same value in every column. */
export function isSameReading(a: InverterReading, b: InverterReading): boolean {
  return columns.every(({ from }: Column) => from(a) === from(b));
}

interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

function isInRange(value: string | number | bigint, { least, most }: Range): boolean {
  return typeof value === "string" || (value >= least && value <= most);
}

/** The least and the most that a column can hold. */
function rangeOf(field: Field | undefined): Range {
  const type = field?.type;
  const bits = DataType.isInt(type) ? BigInt(type.bitWidth) : 64n;
  const isUnsigned = DataType.isInt(type) && !type.isSigned;
  if (isUnsigned) return { least: 0n, most: 2n ** bits - 1n };
  // A period is not negative, though its column could hold it.
  const least = DataType.isDuration(type) ? 0n : -(2n ** (bits - 1n));
  return { least, most: 2n ** (bits - 1n) - 1n };
}
