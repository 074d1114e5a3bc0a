import { type Columns, columnsOf, noRows } from "./columns.js";
import { type FileColumn, ParquetFile } from "./parquet-file.js";

/**
 * What each inverter did on each local day, in columns. `day` is counted from 1970-01-01. Energy of gaps is what counters
 * tell of the time of which no reading does.
 */
export type DaySummaryColumns = Columns<DaySummaryColumn>;

const columnNames = [
  "day",
  "joules",
  "counterWattHours",
  "peakWatts",
  "periods",
  "gapSeconds",
  "gapJoules",
  "maxTemperatureCelsius",
  "errorSeconds",
] as const;

type DaySummaryColumn = (typeof columnNames)[number];

const fileColumns: Readonly<Record<DaySummaryColumn, FileColumn>> = {
  day: { names: ["local_date"], type: "date" },
  joules: { names: ["joules_produced"], type: "number" },
  counterWattHours: { names: ["counter_watt_hours"], type: "number" },
  peakWatts: { names: ["peak_watts"], type: "number" },
  periods: { names: ["periods"], type: "number" },
  gapSeconds: { names: ["gap_seconds"], type: "number" },
  gapJoules: { names: ["gap_joules"], type: "number" },
  maxTemperatureCelsius: { names: ["max_temperature_celsius"], type: "number" },
  errorSeconds: { names: ["power_conversion_error_seconds"], type: "number" },
};

const serialNumber = "serial_number";

/**
 * The rows of a file of the daily summary, in the file's order.
 * @throws ArchiveReaderError with `ERR_PARQUET`
 */
export async function readDaySummaries(
  bytes: ArrayBuffer | Uint8Array,
): Promise<DaySummaryColumns> {
  const file = new ParquetFile(bytes, [serialNumber, ...fileColumns.day.names]);
  const { dictionary: inverters, codes: inverter } = file.text(serialNumber);
  return columnsOf({ inverters, inverter }, columnNames, (name) => file.numbers(fileColumns[name]));
}

/** The daily summary of no file. */
export function noDaySummaries(): DaySummaryColumns {
  return noRows(columnNames);
}
