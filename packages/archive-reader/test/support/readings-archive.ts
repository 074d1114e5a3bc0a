import { type Cell, defineTable, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import {
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

/** The two kinds of types that archives of the recorder have. */
export type Types = "native" | "portable";

const text = new Dictionary(new Utf8(), new Uint32());
const nativeTypes = {
  serial_number: text,
  period_end_time: new TimestampMicrosecond("UTC"),
  period_duration: new DurationMicrosecond(),
  joules_produced: new Uint32(),
  ac_voltage_mV: new Uint32(),
  ac_current_mA: new Uint32(),
  dc_voltage_mV: new Uint32(),
  dc_current_mA: new Uint32(),
  ac_frequency_mHz: new Uint32(),
  inverter_temperature_Celsius: new Int8(),
  power_conversion_error_seconds: new Int32(),
  flags: new Uint64(),
  watt_hours_today: new Uint16(),
};
const { period_duration: _, ...sameName } = nativeTypes;
const wide = { joules: new Int64(), narrow: new Int32() };
const portableTypes = {
  ...sameName,
  period_duration_us: wide.joules,
  joules_produced: wide.joules,
  ac_voltage_mV: wide.joules,
  ac_current_mA: wide.joules,
  dc_voltage_mV: wide.joules,
  dc_current_mA: wide.joules,
  ac_frequency_mHz: wide.joules,
  inverter_temperature_Celsius: wide.narrow,
  flags: wide.joules,
  watt_hours_today: wide.narrow,
};

/** One reading; its duration in seconds. */
export interface Reading {
  readonly serial: string;
  readonly end: string | number;
  readonly seconds?: number;
  readonly joules?: number;
  readonly volts?: number;
  readonly celsius?: number;
  readonly errorSeconds?: number;
  readonly wattHours?: number;
}

/** Archives readings of one month in a folder, and returns the path of its file. */
export async function archiveReadings(
  folder: string,
  types: Types,
  readings: readonly Reading[],
): Promise<string> {
  const fields = Object.entries(types === "native" ? nativeTypes : portableTypes).map(
    ([name, type]) => new Field(name, type, true),
  );
  const schema: Schema = new Schema(fields);
  const cells = (value: (reading: Reading) => Cell | undefined): Cell[] =>
    readings.map((reading) => value(reading) ?? null);
  const micros = cells(({ seconds }) =>
    seconds === undefined ? null : BigInt(seconds) * 1_000_000n,
  );
  const millivolts = cells(({ volts }) => volts && volts * 1000);
  const rows = tableFromColumns(schema, {
    serial_number: cells(({ serial }) => serial),
    period_end_time: cells(({ end }) => BigInt(new Date(end).getTime()) * 1000n),
    period_duration: micros,
    period_duration_us: micros,
    joules_produced: cells(({ joules }) => joules),
    ac_voltage_mV: millivolts,
    ac_current_mA: cells(() => 0),
    dc_voltage_mV: millivolts,
    dc_current_mA: cells(() => 1),
    ac_frequency_mHz: cells(() => 50_000),
    inverter_temperature_Celsius: cells(({ celsius }) => celsius),
    power_conversion_error_seconds: cells(({ errorSeconds }) => errorSeconds),
    flags: cells(() => 2 ** 40),
    watt_hours_today: cells(({ wattHours }) => wattHours),
  });
  const table = defineTable({
    schema,
    primaryKey: ["serial_number", "period_end_time"],
    partitionTime: "period_end_time",
  });
  const { changes, failures } = await new ParquetArchive({ folder, table }).merge(rows);
  if (failures.length > 0) throw failures[0];
  const months = changes.map(({ path }) => path);
  const [month] = months;
  if (month === undefined || months.length > 1) throw new TypeError(`In ${months.length} files.`);
  return month;
}
