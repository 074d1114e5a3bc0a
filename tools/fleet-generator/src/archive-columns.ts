import { type Cell, defineTable, type TableDefinition } from "@envoy/parquet-archive";
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
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import type { Reading } from "./reading.js";

/** The types of a household's files; "python" are native ones, with the month in two more columns, as the older recorder in Python left them. */
export type FileTypes = "native" | "portable" | "python";

interface ArchiveColumn {
  readonly name: string;
  readonly portableName?: string;
  readonly native: () => DataType;
  readonly portable: () => DataType;
  readonly from: (reading: Reading) => Cell;
}

const text = (): DataType => new Dictionary(new Utf8(), new Uint32());
const timestamp = (): DataType => new TimestampMicrosecond("UTC");
const int32 = (): DataType => new Int32();
const int64 = (): DataType => new Int64();
const uint32 = (): DataType => new Uint32();

/**
 * The columns of a recorder's archive, as docs/archive.md lists them: this tool imports no app, and a test compares
 * the two.
 */
const columns: readonly ArchiveColumn[] = [
  { name: "serial_number", native: text, portable: text, from: (r) => r.serialNumber },
  {
    name: "period_end_time",
    native: timestamp,
    portable: timestamp,
    from: (r) => r.endDate * 1_000_000,
  },
  {
    name: "period_duration",
    portableName: "period_duration_us",
    native: () => new DurationMicrosecond(),
    portable: int64,
    from: (r) => r.durationSeconds * 1_000_000,
  },
  { name: "joules_produced", native: uint32, portable: int64, from: (r) => r.joulesProduced },
  { name: "ac_voltage_mV", native: uint32, portable: int64, from: (r) => r.acVoltageMillivolts },
  { name: "ac_current_mA", native: uint32, portable: int64, from: (r) => r.acCurrentMilliamperes },
  { name: "dc_voltage_mV", native: uint32, portable: int64, from: (r) => r.dcVoltageMillivolts },
  { name: "dc_current_mA", native: uint32, portable: int64, from: (r) => r.dcCurrentMilliamperes },
  {
    name: "ac_frequency_mHz",
    native: uint32,
    portable: int64,
    from: (r) => r.acFrequencyMillihertz,
  },
  {
    name: "inverter_temperature_Celsius",
    native: () => new Int8(),
    portable: int32,
    from: (r) => r.temperatureCelsius,
  },
  {
    name: "power_conversion_error_seconds",
    native: int32,
    portable: int32,
    from: (r) => r.errorSeconds,
  },
  {
    name: "power_conversion_max_error_cycles",
    native: int32,
    portable: int32,
    from: (r) => r.errorCycles,
  },
  { name: "flags", native: () => new Uint64(), portable: int64, from: (r) => r.flags },
  {
    name: "watt_hours_today",
    native: () => new Uint16(),
    portable: int32,
    from: (r) => r.wattHoursToday,
  },
];

const monthColumns: readonly ArchiveColumn[] = [
  {
    name: "year",
    native: () => new Uint16(),
    portable: int32,
    from: (r) => new Date(r.endDate * 1000).getUTCFullYear(),
  },
  {
    name: "month",
    native: () => new Uint8(),
    portable: int32,
    from: (r) => new Date(r.endDate * 1000).getUTCMonth() + 1,
  },
];

/** The columns of files of these types, by the names and in the order that they have there. */
export function columnsOf(
  types: FileTypes,
): readonly { readonly name: string; readonly type: DataType }[] {
  return archiveColumns(types).map((column) => ({
    name: nameIn(types, column),
    type: typeIn(types, column),
  }));
}

/** The table of an archive whose files have these types. */
export function archiveTable(types: FileTypes, partitionBy: "month" | "day"): TableDefinition {
  const fields = columnsOf(types).map(({ name, type }) => new Field(name, type, true));
  return defineTable({
    schema: new Schema(fields),
    primaryKey: ["serial_number", "period_end_time"],
    partitionTime: "period_end_time",
    partitionBy,
  });
}

/** The readings as cells, by column. */
export function cellsOf(
  types: FileTypes,
  readings: readonly Reading[],
): Readonly<Record<string, readonly Cell[]>> {
  return Object.fromEntries(
    archiveColumns(types).map((column) => [nameIn(types, column), readings.map(column.from)]),
  );
}

function archiveColumns(types: FileTypes): readonly ArchiveColumn[] {
  return types === "python" ? [...columns, ...monthColumns] : columns;
}

function nameIn(types: FileTypes, { name, portableName = name }: ArchiveColumn): string {
  return types === "portable" ? portableName : name;
}

function typeIn(types: FileTypes, { native, portable }: ArchiveColumn): DataType {
  return types === "portable" ? portable() : native();
}
