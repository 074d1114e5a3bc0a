/** A column of the fleet's table, of portable types: what Spark, Trino, DuckDB, Polars and pyarrow read alike. */
export interface FleetColumn {
  readonly name: string;
  readonly type: "text" | "timestamp" | "bigint" | "int";
  readonly unit: string;
  readonly meaning: string;
}

/** The columns of each file of the table, in their order. Those after the gateway are a household's, with portable types. */
export const fleetColumns: readonly FleetColumn[] = [
  { name: "gateway", type: "text", unit: "", meaning: "random id of the household's gateway" },
  { name: "serial_number", type: "text", unit: "", meaning: "pseudonym of the inverter" },
  {
    name: "period_end_time",
    type: "timestamp",
    unit: "UTC",
    meaning: "end of the reporting period",
  },
  { name: "period_duration_us", type: "bigint", unit: "µs", meaning: "length of the period" },
  { name: "joules_produced", type: "bigint", unit: "J", meaning: "energy of the period" },
  { name: "ac_voltage_mV", type: "bigint", unit: "mV", meaning: "at the end of the period" },
  {
    name: "ac_current_mA",
    type: "bigint",
    unit: "mA",
    meaning: "at the end of the period; 0 if the inverter does not measure it",
  },
  {
    name: "dc_voltage_mV",
    type: "bigint",
    unit: "mV",
    meaning: "of the panel, at the end of the period",
  },
  {
    name: "dc_current_mA",
    type: "bigint",
    unit: "mA",
    meaning: "of the panel, at the end of the period",
  },
  {
    name: "ac_frequency_mHz",
    type: "bigint",
    unit: "mHz",
    meaning: "of the grid, at the end of the period",
  },
  {
    name: "inverter_temperature_Celsius",
    type: "int",
    unit: "°C",
    meaning: "at the end of the period",
  },
  {
    name: "power_conversion_error_seconds",
    type: "int",
    unit: "s",
    meaning: "how much of the period had conversion errors",
  },
  {
    name: "power_conversion_max_error_cycles",
    type: "int",
    unit: "cycles",
    meaning: "the longest run of conversion errors",
  },
  {
    name: "flags",
    type: "bigint",
    unit: "",
    meaning: "status bits of the inverter; null above 2^63 - 1",
  },
  {
    name: "watt_hours_today",
    type: "int",
    unit: "Wh",
    meaning: "energy of the gateway's day so far",
  },
];

/** The columns that tell rows apart, by which each file is sorted. */
export const fleetKey = ["gateway", "serial_number", "period_end_time"] as const;

/** What a file of a landing has besides: a bigint that orders a gateway's files as they were captured. */
export const sequenceColumn = "sequence";
