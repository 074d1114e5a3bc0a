import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";
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
  Int64,
  Schema,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import { version } from "../version.js";
import { type ColumnType, columnsOf, primaryKey } from "./columns.js";

const arrowType: Readonly<Record<ColumnType, () => DataType>> = {
  text: () => new Dictionary(new Utf8(), new Uint32()),
  timestamp: () => new TimestampMicrosecond("UTC"),
  duration: () => new DurationMicrosecond(),
  int8: () => new Int8(),
  int32: () => new Int32(),
  int64: () => new Int64(),
  uint16: () => new Uint16(),
  uint32: () => new Uint32(),
  uint64: () => new Uint64(),
};

/** The inverters' readings as a table, for each kind of types: one row per serial number and end of period. */
export const readingsTables: Readonly<Record<ArchiveTypes, TableDefinition>> = {
  native: readingsTable("native"),
  portable: readingsTable("portable"),
};

function readingsTable(types: ArchiveTypes): TableDefinition {
  const fields = columnsOf(types).map(({ name, type }) => new Field(name, arrowType[type](), true));
  return defineTable({ schema: new Schema(fields), primaryKey, partitionTime: "period_end_time" });
}

/** Options of {@link openArchive}. */
export interface ArchiveOptions {
  /** @default "native" */
  readonly types?: ArchiveTypes;
  /** The IANA name of the site's time zone, such as "Europe/London". */
  readonly timeZone?: string;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** What each file of the archive says about itself in its footer. */
export function archiveMetadata({
  types = "native",
  timeZone,
}: Pick<ArchiveOptions, "types" | "timeZone"> = {}): FileMetadata {
  return footer(columnsOf(types), timeZone);
}

/** What a file with these columns says about itself in its footer. */
export function footer(
  columns: readonly { readonly name: string; readonly unit: string }[],
  timeZone: string | undefined,
): FileMetadata {
  const units = columns.filter(({ unit }) => unit !== "").map(({ name, unit }) => [name, unit]);
  return {
    program: "envoy-recorder",
    program_version: version,
    units: JSON.stringify(Object.fromEntries(units)),
    ...(timeZone === undefined ? {} : { time_zone: timeZone }),
  };
}

/** The archive of inverter readings in a folder, whose files have these types. */
export function openArchive(folder: string, options: ArchiveOptions = {}): ParquetArchive {
  const { types = "native", fileSystem = nodeFileSystem } = options;
  const metadata = archiveMetadata(options);
  return new ParquetArchive({ folder, table: readingsTables[types], metadata, fileSystem });
}
