import { defineTable, type TableDefinition } from "@envoy/parquet-archive";
import {
  type DataType,
  DateDay,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  Schema,
  TimestampMicrosecond,
  Uint32,
  Utf8,
} from "apache-arrow";

/** How the values of a column are stored: signed and wide types only, which every reader has. */
type TableColumnType = "name" | "text" | "timestamp" | "date" | "int32" | "int64" | "double";

/** A column of a table, as the dataset card and the docs describe it. */
export interface TableColumn {
  readonly name: string;
  /** A "name" is text that repeats, such as a serial number; "text" is any other. */
  readonly type: TableColumnType;
  readonly unit: string;
  readonly meaning: string;
}

const arrowType: Readonly<Record<TableColumnType, () => DataType>> = {
  name: () => new Dictionary(new Utf8(), new Uint32()),
  text: () => new Utf8(),
  timestamp: () => new TimestampMicrosecond("UTC"),
  date: () => new DateDay(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  double: () => new Float64(),
};

/** The definition of a table with these columns. */
export function defineSiteTable(
  columns: readonly TableColumn[],
  options: Omit<TableDefinition, "schema">,
): TableDefinition {
  const fields = columns.map(({ name, type }) => new Field(name, arrowType[type](), true));
  return defineTable({ schema: new Schema(fields), ...options });
}
