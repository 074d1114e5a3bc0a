/**
 * The rows that raw answers should give, read from their JSON without any of the
 * recorder's code. Times in seconds, all else as the gateway wrote it.
 */
export interface ExpectedRow {
  readonly serial_number: string;
  readonly end: number;
  readonly duration: number;
  readonly joules_produced: number;
  readonly ac_voltage_mV: number;
  readonly ac_current_mA: number;
  readonly dc_voltage_mV: number;
  readonly dc_current_mA: number;
  readonly ac_frequency_mHz: number;
  readonly inverter_temperature_Celsius: number;
  readonly power_conversion_error_seconds: number;
  readonly power_conversion_max_error_cycles: number;
  readonly flags: string;
  readonly watt_hours_today: number;
}

interface RawDevice {
  readonly devName: string;
  readonly sn: string;
  readonly channels: readonly {
    readonly lastReading: Readonly<Record<string, number>> & { readonly flags_hex: string };
    readonly wattHours: { readonly today: number };
  }[];
}

/** First of a key wins, in the order of the answers; sorted by key. */
export function expectedRows(answers: readonly string[]): readonly ExpectedRow[] {
  const rows = new Map<string, ExpectedRow>();
  for (const answer of answers) {
    const root: Record<string, RawDevice | number> = JSON.parse(answer);
    for (const device of Object.values(root)) {
      if (typeof device === "number" || device.devName !== "pcu") continue;
      for (const { lastReading: r, wattHours } of device.channels) {
        if (r["endDate"] === undefined) continue;
        const key = `${device.sn} ${r["endDate"]}`;
        if (rows.has(key)) continue;
        const field = (name: string): number => r[name] ?? Number.NaN;
        rows.set(key, {
          serial_number: device.sn,
          end: field("endDate"),
          duration: field("duration"),
          joules_produced: field("joulesProduced"),
          ac_voltage_mV: field("acVoltageINmV"),
          ac_current_mA: field("acCurrentInmA"),
          dc_voltage_mV: field("dcVoltageINmV"),
          dc_current_mA: field("dcCurrentINmA"),
          ac_frequency_mHz: field("acFrequencyINmHz"),
          inverter_temperature_Celsius: field("channelTemp"),
          power_conversion_error_seconds: field("pwrConvErrSecs"),
          power_conversion_max_error_cycles: field("pwrConvMaxErrCycles"),
          flags: BigInt(r.flags_hex).toString(),
          watt_hours_today: wattHours.today,
        });
      }
    }
  }
  return [...rows.values()].sort((a, b) =>
    a.serial_number === b.serial_number
      ? a.end - b.end
      : a.serial_number < b.serial_number
        ? -1
        : 1,
  );
}

/** The query whose rows are {@link ExpectedRow}s. */
export const archivedRows = `
  SELECT serial_number, (epoch_us(period_end_time) / 1000000)::DOUBLE AS end,
    (period_duration / 1000000)::DOUBLE AS duration, joules_produced, ac_voltage_mV, ac_current_mA,
    dc_voltage_mV, dc_current_mA, ac_frequency_mHz, inverter_temperature_Celsius,
    power_conversion_error_seconds, power_conversion_max_error_cycles, flags::VARCHAR AS flags,
    watt_hours_today
  FROM ARCHIVE ORDER BY serial_number, period_end_time`;
