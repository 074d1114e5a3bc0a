import { type Columns, columnsOf, noRows } from "./columns.js";
import { type FileColumn, ParquetFile } from "./parquet-file.js";

/** Columns of the readings that can be asked for. Their units are in their names, or in README.md. */
export type ReadingColumn =
  | "duration"
  | "joules"
  | "wattHoursToday"
  | "acVoltageMillivolts"
  | "acCurrentMilliamperes"
  | "acFrequencyMillihertz"
  | "dcVoltageMillivolts"
  | "dcCurrentMilliamperes"
  | "temperatureCelsius"
  | "errorSeconds";

/**
 * Readings in columns: `end` is when the period ended, in milliseconds since 1970; the others are those that were
 * asked for.
 */
export type ReadingColumns<C extends ReadingColumn = DefaultReadingColumn> = Columns<"end" | C>;

/** What is read if no columns are asked for: the readings that `@envoy/solar-insight` takes. */
export type DefaultReadingColumn = "duration" | "joules" | "wattHoursToday";

export interface ReadReadingsOptions<C extends ReadingColumn> {
  /**
   * The columns to decode beside the inverter and the end of the period. One that the file does not have is NaN.
   * @default ["duration", "joules", "wattHoursToday"]
   */
  readonly columns?: readonly C[];
}

/** The names in files are those of archives with native types, and of those with portable types. */
const fileColumns: Readonly<Record<ReadingColumn, FileColumn>> = {
  // Microseconds in files.
  duration: { names: ["period_duration", "period_duration_us"], type: "number", divisor: 1000 },
  joules: { names: ["joules_produced"], type: "number" },
  wattHoursToday: { names: ["watt_hours_today"], type: "number" },
  acVoltageMillivolts: { names: ["ac_voltage_mV"], type: "number" },
  acCurrentMilliamperes: { names: ["ac_current_mA"], type: "number" },
  acFrequencyMillihertz: { names: ["ac_frequency_mHz"], type: "number" },
  dcVoltageMillivolts: { names: ["dc_voltage_mV"], type: "number" },
  dcCurrentMilliamperes: { names: ["dc_current_mA"], type: "number" },
  temperatureCelsius: { names: ["inverter_temperature_Celsius"], type: "number" },
  errorSeconds: { names: ["power_conversion_error_seconds"], type: "number" },
};

const serialNumber = "serial_number";
const end: FileColumn = { names: ["period_end_time"], type: "time" };
const defaultColumns: readonly DefaultReadingColumn[] = ["duration", "joules", "wattHoursToday"];

export function readReadings(bytes: ArrayBuffer | Uint8Array): Promise<ReadingColumns>;
export function readReadings<C extends ReadingColumn>(
  bytes: ArrayBuffer | Uint8Array,
  options: ReadReadingsOptions<C>,
): Promise<ReadingColumns<C>>;
/**
 * The readings of a file of the archive, in the file's order, whichever types it has.
 * @throws ArchiveReaderError with `ERR_PARQUET`
 */
export async function readReadings(
  bytes: ArrayBuffer | Uint8Array,
  { columns = defaultColumns }: ReadReadingsOptions<ReadingColumn> = {},
): Promise<Columns<never>> {
  const file = new ParquetFile(bytes, [serialNumber, ...end.names]);
  const { dictionary: inverters, codes: inverter } = file.text(serialNumber);
  return columnsOf({ inverters, inverter }, ["end", ...columns], (name) =>
    file.numbers(name === "end" ? end : fileColumns[name]),
  );
}

/** Readings of no file. */
export function noReadings(): ReadingColumns;
export function noReadings<C extends ReadingColumn>(
  options: ReadReadingsOptions<C>,
): ReadingColumns<C>;
export function noReadings({
  columns = defaultColumns,
}: ReadReadingsOptions<ReadingColumn> = {}): Columns<never> {
  return noRows(["end", ...columns]);
}
