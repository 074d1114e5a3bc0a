import { defineTable, ParquetArchive, type TableDefinition } from "@envoy/parquet-archive";
import {
  type DataType,
  Dictionary,
  DurationMicrosecond,
  Field,
  Int8,
  Int32,
  Schema,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { type ColumnType, columns, primaryKey } from "./columns.js";

const arrowType: Readonly<Record<ColumnType, () => DataType>> = {
  text: () => new Dictionary(new Utf8(), new Uint32()),
  timestamp: () => new TimestampMicrosecond("UTC"),
  duration: () => new DurationMicrosecond(),
  int8: () => new Int8(),
  int32: () => new Int32(),
  uint16: () => new Uint16(),
  uint32: () => new Uint32(),
  uint64: () => new Uint64(),
};

/** The inverters' readings as a table: one row per serial number and end of period. */
export const readingsTable: TableDefinition = defineTable({
  schema: new Schema(columns.map(({ name, type }) => new Field(name, arrowType[type](), true))),
  primaryKey,
  partitionTime: "period_end_time",
});

/** The archive of inverter readings in a folder. */
export function openArchive(folder: string): ParquetArchive {
  return new ParquetArchive({ folder, table: readingsTable });
}
