import { type Cell, tableFromColumns } from "@envoy/parquet-archive";
import { DataType, type Field, type Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import { readingsTables } from "./archive.js";
import { type Column, columns, columnsOf, type InverterReading } from "./columns.js";

/** A value that is outside of what its column may hold, whatever the archive's types. */
export interface RefusedValue {
  readonly column: string;
  readonly value: string | number | bigint;
}

/** Collects rows, column by column, into one Arrow table. */
export class RowBuilder {
  readonly #types: ArchiveTypes;
  readonly #columns;
  #overflows = 0;

  constructor(types: ArchiveTypes = "native") {
    this.#types = types;
    this.#columns = columnsOf(types).map((column, i) => ({
      column,
      // The same values are refused for both kinds, so that one can be converted to the other.
      allowed: rangeOf(readingsTables.native.schema.fields[i]),
      stored: rangeOf(readingsTables[types].schema.fields[i]),
      cells: [] as Cell[],
    }));
  }

  /** Adds a row. A value that its column may not hold becomes null and is returned. */
  add(reading: InverterReading): readonly RefusedValue[] {
    const refused: RefusedValue[] = [];
    for (const { column, allowed, stored, cells } of this.#columns) {
      const value = column.from(reading) ?? null;
      const isAllowed = value === null || isInRange(value, allowed);
      const isStored = value === null || (isAllowed && isInRange(value, stored));
      cells.push(isStored ? value : null);
      if (!isAllowed) refused.push({ column: column.name, value });
      else if (!isStored) this.#overflows++;
    }
    return refused;
  }

  get length(): number {
    return this.#columns[0]?.cells.length ?? 0;
  }

  /** How many good values are null because a portable type cannot hold them. */
  get overflows(): number {
    return this.#overflows;
  }

  table(): Table {
    const cells = this.#columns.map(({ column, cells }) => [column.name, cells]);
    return tableFromColumns(readingsTables[this.#types].schema, Object.fromEntries(cells));
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
