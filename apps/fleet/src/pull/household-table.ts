import { fleetColumns, sequenceColumn } from "@envoy/fleet-engine";
import { defineTable, type TableDefinition } from "@envoy/parquet-archive";
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

type FleetType = (typeof fleetColumns)[number]["type"];

const portableTypes: Readonly<Record<FleetType, () => DataType>> = {
  text: () => new Dictionary(new Utf8(), new Uint32()),
  timestamp: () => new TimestampMicrosecond("UTC"),
  bigint: () => new Int64(),
  int: () => new Int32(),
};

/** The columns of a household's archive with native types, where they are not those of the portable ones: docs/archive.md of the recorder. */
const nativeColumns: Readonly<Record<string, readonly [name: string, type: () => DataType]>> = {
  period_duration_us: ["period_duration", () => new DurationMicrosecond()],
  joules_produced: ["joules_produced", () => new Uint32()],
  ac_voltage_mV: ["ac_voltage_mV", () => new Uint32()],
  ac_current_mA: ["ac_current_mA", () => new Uint32()],
  dc_voltage_mV: ["dc_voltage_mV", () => new Uint32()],
  dc_current_mA: ["dc_current_mA", () => new Uint32()],
  ac_frequency_mHz: ["ac_frequency_mHz", () => new Uint32()],
  inverter_temperature_Celsius: ["inverter_temperature_Celsius", () => new Int8()],
  flags: ["flags", () => new Uint64()],
  watt_hours_today: ["watt_hours_today", () => new Uint16()],
};

const householdColumns = fleetColumns.filter(({ name }) => name !== "gateway");

const portableFields = householdColumns.map(
  ({ name, type }) => new Field(name, portableTypes[type](), true),
);

const nativeFields = householdColumns.map(({ name, type }) => {
  const [nativeName, nativeType] = nativeColumns[name] ?? [name, portableTypes[type]];
  return new Field(nativeName, nativeType(), true);
});

/** A table by time and serial number; by day, so that none of the path's columns is taken for one of the file's. */
function define(fields: readonly Field[]): TableDefinition {
  return defineTable({
    schema: new Schema([...fields]),
    primaryKey: ["serial_number", "period_end_time"],
    partitionTime: "period_end_time",
    partitionBy: "day",
  });
}

/** A household's readings, with either kind of types. */
export const portableTable: TableDefinition = define(portableFields);
export const nativeTable: TableDefinition = define(nativeFields);

/** The native name of each portable column, in order. */
export const nativeNames: readonly string[] = nativeFields.map(({ name }) => name);

/** A file of the landing: the fleet's columns, and the sequence number. */
export const landingTable: TableDefinition = define([
  ...fleetColumns.map(({ name, type }) => new Field(name, portableTypes[type](), true)),
  new Field(sequenceColumn, new Int64(), true),
]);
