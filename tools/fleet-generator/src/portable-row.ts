import type { Reading } from "./reading.js";

/** A reading with the names and values that a fleet's table gives it: 64-bit integers are bigint. Its serial number is still the household's own. */
export interface PortableRow {
  readonly serial_number: string;
  readonly period_end_time: Date;
  readonly period_duration_us: bigint;
  readonly joules_produced: bigint;
  readonly ac_voltage_mV: bigint;
  readonly ac_current_mA: bigint;
  readonly dc_voltage_mV: bigint;
  readonly dc_current_mA: bigint;
  readonly ac_frequency_mHz: bigint;
  readonly inverter_temperature_Celsius: number;
  readonly power_conversion_error_seconds: number;
  readonly power_conversion_max_error_cycles: number;
  /** Null above 2^63 - 1. */
  readonly flags: bigint | null;
  readonly watt_hours_today: number;
}

/** The greatest value of a signed integer of 64 bits. */
export const greatestBigint: bigint = 2n ** 63n - 1n;

/** The row that a fleet has to have for a reading. */
export function portableRow(reading: Reading): PortableRow {
  const { flags } = reading;
  return {
    serial_number: reading.serialNumber,
    period_end_time: new Date(reading.endDate * 1000),
    period_duration_us: BigInt(reading.durationSeconds) * 1_000_000n,
    joules_produced: BigInt(reading.joulesProduced),
    ac_voltage_mV: BigInt(reading.acVoltageMillivolts),
    ac_current_mA: BigInt(reading.acCurrentMilliamperes),
    dc_voltage_mV: BigInt(reading.dcVoltageMillivolts),
    dc_current_mA: BigInt(reading.dcCurrentMilliamperes),
    ac_frequency_mHz: BigInt(reading.acFrequencyMillihertz),
    inverter_temperature_Celsius: reading.temperatureCelsius,
    power_conversion_error_seconds: reading.errorSeconds,
    power_conversion_max_error_cycles: reading.errorCycles,
    flags: flags !== null && flags > greatestBigint ? null : flags,
    watt_hours_today: reading.wattHoursToday,
  };
}
