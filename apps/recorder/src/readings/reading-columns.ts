import { type Cell, tableFromColumns } from "@envoy/parquet-archive";
import { DataType, type Field, type Schema, type Table } from "apache-arrow";

/** A value that its column's type cannot hold. */
export interface RefusedValue {
  readonly column: string;
  readonly value: number | bigint;
}

/** Rows under way to an Arrow table, column by column. The schema's first two columns are text and a timestamp in microseconds. */
export class ReadingColumns {
  readonly #schema: Schema;
  readonly #columns: readonly {
    readonly field: Field;
    readonly range: Range;
    readonly values: Cell[];
  }[];

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#columns = schema.fields.map((field) => ({ field, range: rangeOf(field), values: [] }));
  }

  /** Adds a row. A value outside its column's range becomes null and is returned. */
  add(
    serialNumber: string,
    endMicroseconds: bigint,
    measures: Readonly<Record<string, number | bigint | undefined>>,
  ): readonly RefusedValue[] {
    const refused: RefusedValue[] = [];
    for (const [index, { field, range, values }] of this.#columns.entries()) {
      if (index === 0) values.push(serialNumber);
      else if (index === 1) values.push(endMicroseconds);
      else {
        const value = measures[field.name];
        if (value === undefined) values.push(null);
        else if (value < range.least || value > range.most) {
          values.push(null);
          refused.push({ column: field.name, value });
        } else values.push(value);
      }
    }
    return refused;
  }

  table(): Table {
    return tableFromColumns(
      this.#schema,
      Object.fromEntries(this.#columns.map(({ field, values }) => [field.name, values])),
    );
  }
}

interface Range {
  readonly least: bigint;
  readonly most: bigint;
}

/** The least and the most that a column can hold. */
function rangeOf({ type }: Field): Range {
  const bits = DataType.isInt(type) ? BigInt(type.bitWidth) : 64n;
  const isUnsigned = DataType.isInt(type) && !type.isSigned;
  if (isUnsigned) return { least: 0n, most: 2n ** bits - 1n };
  // A period is not negative, though its column could hold it.
  const least = DataType.isDuration(type) ? 0n : -(2n ** (bits - 1n));
  return { least, most: 2n ** (bits - 1n) - 1n };
}
