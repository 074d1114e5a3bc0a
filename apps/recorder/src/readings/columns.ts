import type { PcuReading } from "@envoy/envoy-client";
import type { ArchiveTypes } from "../config/config.js";

/** A reading of one inverter. All but its key may be unknown. */
export type InverterReading = Pick<PcuReading, "endDate"> &
  Partial<PcuReading> & {
    readonly serialNumber: string;
    readonly wattHoursToday?: number | undefined;
  };

/** How the values of a column are stored. */
export type ColumnType =
  | "text"
  | "timestamp"
  | "duration"
  | "int8"
  | "int32"
  | "int64"
  | "uint16"
  | "uint32"
  | "uint64";

/** A column of the archive. */
export interface Column {
  readonly name: string;
  /** The name that it has with portable types, if not the same. */
  readonly portableName?: string;
  readonly type: ColumnType;
  readonly unit: string;
  readonly meaning: string;
  /** The value of a reading; undefined if it is unknown. */
  readonly from: (reading: InverterReading) => string | number | bigint | undefined;
}

/**
 * The archive's contract: names, types and order are those of every archive so far, and never
 * change. The schema, the rows, the dataset card and the table of docs/archive.md are made from this list,
 * also those of the portable types.
 */
export const columns: readonly Column[] = [
  {
    name: "serial_number",
    type: "text",
    unit: "",
    meaning: "serial number of the inverter",
    from: (reading) => reading.serialNumber,
  },
  {
    name: "period_end_time",
    type: "timestamp",
    unit: "UTC",
    meaning: "end of the reporting period",
    from: (reading) => microseconds(reading.endDate),
  },
  {
    name: "period_duration",
    portableName: "period_duration_us",
    type: "duration",
    unit: "µs",
    meaning: "length of the period, most often about 15 minutes",
    from: ({ durationSeconds }) =>
      durationSeconds === undefined ? undefined : microseconds(durationSeconds),
  },
  {
    name: "joules_produced",
    type: "uint32",
    unit: "J",
    meaning: "energy of the period; divided by its seconds: mean watts",
    from: (reading) => reading.joulesProduced,
  },
  {
    name: "ac_voltage_mV",
    type: "uint32",
    unit: "mV",
    meaning: "at the end of the period",
    from: (reading) => reading.acVoltageMillivolts,
  },
  {
    name: "ac_current_mA",
    type: "uint32",
    unit: "mA",
    meaning: "at the end of the period; 0 if the inverter does not measure it (IQ7)",
    from: (reading) => reading.acCurrentMilliamperes,
  },
  {
    name: "dc_voltage_mV",
    type: "uint32",
    unit: "mV",
    meaning: "of the panel, at the end of the period",
    from: (reading) => reading.dcVoltageMillivolts,
  },
  {
    name: "dc_current_mA",
    type: "uint32",
    unit: "mA",
    meaning: "of the panel, at the end of the period",
    from: (reading) => reading.dcCurrentMilliamperes,
  },
  {
    name: "ac_frequency_mHz",
    type: "uint32",
    unit: "mHz",
    meaning: "of the grid, at the end of the period",
    from: (reading) => reading.acFrequencyMillihertz,
  },
  {
    name: "inverter_temperature_Celsius",
    type: "int8",
    unit: "°C",
    meaning: "at the end of the period",
    from: (reading) => reading.temperatureCelsius,
  },
  {
    name: "power_conversion_error_seconds",
    type: "int32",
    unit: "s",
    meaning: "how much of the period had conversion errors",
    from: (reading) => reading.powerConversionErrorSeconds,
  },
  {
    name: "power_conversion_max_error_cycles",
    type: "int32",
    unit: "cycles",
    meaning: "the longest run of conversion errors",
    from: (reading) => reading.powerConversionMaxErrorCycles,
  },
  {
    name: "flags",
    type: "uint64",
    unit: "",
    meaning: "status bits of the inverter",
    from: (reading) => reading.flags,
  },
  {
    name: "watt_hours_today",
    type: "uint16",
    unit: "Wh",
    meaning: "energy of the gateway's day so far, which begins at local midnight",
    from: (reading) => reading.wattHoursToday,
  },
];

/** The columns that tell rows apart. */
export const primaryKey = ["serial_number", "period_end_time"] as const;

/**
 * The portable type for each type: signed, since Trino and Athena know no other, and wide enough
 * for sums, since Polars keeps a sum in the type of its column.
 */
const portableType: Readonly<Record<ColumnType, ColumnType>> = {
  text: "text",
  timestamp: "timestamp",
  duration: "int64",
  int8: "int32",
  int32: "int32",
  int64: "int64",
  uint16: "int32",
  uint32: "int64",
  uint64: "int64",
};

/** The columns with the names and types of one kind, in the same order. */
export function columnsOf(types: ArchiveTypes): readonly Column[] {
  if (types === "native") return columns;
  return columns.map((column) => ({
    ...column,
    name: column.portableName ?? column.name,
    type: portableType[column.type],
  }));
}

/** What a reader of a table should know of a column. */
interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly meaning: string;
}

/** The columns as a Markdown table. */
export function columnTable(described: readonly DescribedColumn[]): string {
  return markdownTable(
    ["column", "type", "unit", "meaning"],
    described.map(({ name, type, unit, meaning }) => [`\`${name}\``, type, unit, meaning]),
  );
}

/** The columns with the types of both kinds as a Markdown table. */
export function bothTypesTable(): string {
  const rows = columns.map(({ name, portableName, type, unit, meaning }) => {
    const renamed = portableName === undefined ? "" : `, as \`${portableName}\``;
    return [`\`${name}\``, type, `${portableType[type]}${renamed}`, unit, meaning];
  });
  return markdownTable(["column", "type", "portable type", "unit", "meaning"], rows);
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const ruled = [header, header.map(() => "---"), ...rows];
  return ruled.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function microseconds(seconds: number): bigint {
  return BigInt(seconds) * 1_000_000n;
}
