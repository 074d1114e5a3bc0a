import {
  defineTable,
  type FileMetadata,
  ParquetArchive,
  type TableDefinition,
} from "@envoy/parquet-archive";
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
import { version } from "../version.js";
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

/** What the program knows of a site beyond its readings. */
export interface SiteFacts {
  /** The IANA name of the site's time zone, such as "Europe/London". */
  readonly timeZone?: string;
}

/** What each file of the archive says about itself in its footer. */
export function archiveMetadata({ timeZone }: SiteFacts = {}): FileMetadata {
  const units = columns.filter(({ unit }) => unit !== "").map(({ name, unit }) => [name, unit]);
  return {
    program: "envoy-recorder",
    program_version: version,
    units: JSON.stringify(Object.fromEntries(units)),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
  };
}

/** The archive of inverter readings in a folder. */
export function openArchive(folder: string, site: SiteFacts = {}): ParquetArchive {
  return new ParquetArchive({ folder, table: readingsTable, metadata: archiveMetadata(site) });
}
