/** A reading as text: its key, and its values in the order of the archive's columns. */
export interface Reading {
  /** `<serial number> <end of the period in seconds since 1970>` */
  readonly key: string;
  /** Without {@link answerNumberField}; "null" where there is no value. */
  readonly values: string;
}

/**
 * Where each answer of the soak's gateway carries its number, so that an archived row says
 * which answer it was taken from.
 */
export const answerNumberField = "pwrConvErrSecs";

interface RawDevice {
  readonly devName?: string;
  readonly sn?: string;
  readonly channels?: readonly {
    readonly lastReading: Readonly<Record<string, unknown>>;
    readonly wattHours: { readonly today: number };
  }[];
}

const fields = [
  "duration",
  "joulesProduced",
  "acVoltageINmV",
  "acCurrentInmA",
  "dcVoltageINmV",
  "dcCurrentINmA",
  "acFrequencyINmHz",
  "channelTemp",
  "pwrConvMaxErrCycles",
] as const;

/** The query that gives archived rows as {@link Reading}s with the number of their answer. */
export const readingsQuery: string = `
  SELECT serial_number || ' ' || epoch_us(period_end_time) // 1000000 AS key,
    power_conversion_error_seconds AS answer,
    concat_ws(' ', ${[
      "period_duration // 1000000",
      "joules_produced",
      "ac_voltage_mV",
      "ac_current_mA",
      "dc_voltage_mV",
      "dc_current_mA",
      "ac_frequency_mHz",
      "inverter_temperature_Celsius",
      "power_conversion_max_error_cycles",
      "flags",
      "watt_hours_today",
    ]
      .map((column) => `coalesce((${column})::VARCHAR, 'null')`)
      .join(", ")}) AS values`;

/** The readings of an answer, read from its JSON without any of the recorder's code. */
export function readingsOf(text: string): readonly Reading[] {
  const readings = new Map<string, Reading>();
  const root: Readonly<Record<string, RawDevice | number>> = JSON.parse(text);
  for (const device of Object.values(root)) {
    if (typeof device === "number" || device.devName !== "pcu") continue;
    for (const { lastReading, wattHours } of device.channels ?? []) {
      const end = lastReading["endDate"];
      if (typeof end !== "number" || end > 253_402_300_799) continue;
      const values = fields.map((field) => columnValue(lastReading[field]));
      const flags = BigInt(String(lastReading["flags_hex"])).toString();
      const key = `${device.sn} ${end}`;
      readings.set(key, { key, values: [...values, flags, wattHours.today].join(" ") });
    }
  }
  return [...readings.values()];
}

/** How many inverters the gateway's page of readings shows; both pages have the same order. */
const mostShown = 50;

/**
 * The readings that the list of all inverters gives of those that the other page does not show:
 * that a period ended, and no more. Of the others it gives none: a row without values would
 * only keep the whole reading from being the first of its key.
 */
export function readingsOfList(text: string): readonly Reading[] {
  const list: readonly { readonly serialNumber: string; readonly lastReportDate: number }[] =
    JSON.parse(text);
  const values = Array.from({ length: fields.length + 2 }, () => "null").join(" ");
  return list
    .slice(mostShown)
    .filter(({ lastReportDate }) => lastReportDate > 0)
    .map(({ serialNumber, lastReportDate }) => ({
      key: `${serialNumber} ${lastReportDate}`,
      values,
    }));
}

/** Columns hold 32 bits; what does not fit is null. */
function columnValue(value: unknown): string {
  return typeof value === "number" && value < 2 ** 32 ? String(value) : "null";
}
