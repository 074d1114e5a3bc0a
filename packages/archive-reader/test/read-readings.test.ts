import { type ReadingColumn, readReadings } from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";
import { duckdbRows } from "./support/duckdb.js";
import {
  archiveReadings,
  monthFile,
  type Reading,
  readMonth,
  type Types,
} from "./support/readings-archive.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const start = Date.parse("2026-05-01T04:00:00Z");

/** Readings of some inverters, one each quarter of an hour of the day, some values unknown. */
function readingsOf(inverters: number, days: number): Reading[] {
  return Array.from({ length: inverters * days * 48 }, (_, i) => {
    const period = i % 48;
    const day = Math.floor(i / 48) % days;
    const inverter = Math.floor(i / 48 / days);
    return {
      serial: `4822020800${String(inverter).padStart(2, "0")}`,
      end: start + day * 86_400_000 + period * 900_000 + ((i * 7919) % 60) * 1000,
      ...(i % 11 === 0 ? {} : { seconds: 890 + (i % 20) }),
      ...(i % 13 === 0 ? {} : { joules: (i * 7919) % 250_000 }),
      ...(i % 17 === 0 ? {} : { celsius: (i % 90) - 25 }),
      volts: 30 + (i % 9),
      errorSeconds: i % 3,
      wattHours: i % 2000,
    };
  });
}

const columns = [
  "duration",
  "joules",
  "wattHoursToday",
  "acVoltageMillivolts",
  "acCurrentMilliamperes",
  "acFrequencyMillihertz",
  "dcVoltageMillivolts",
  "dcCurrentMilliamperes",
  "temperatureCelsius",
  "errorSeconds",
] as const satisfies readonly ReadingColumn[];

/** The same rows as DuckDB reads them; null for NaN. */
function duckdbReadings(path: string, types: Types): Promise<unknown[][]> {
  const micros = types === "native" ? "period_duration::BIGINT" : "period_duration_us";
  return duckdbRows(`SELECT serial_number, epoch_ms(period_end_time)::DOUBLE, ${micros} / 1000,
    joules_produced::DOUBLE, watt_hours_today, ac_voltage_mV::DOUBLE, ac_current_mA::DOUBLE,
    ac_frequency_mHz::DOUBLE, dc_voltage_mV::DOUBLE, dc_current_mA::DOUBLE,
    inverter_temperature_Celsius, power_conversion_error_seconds FROM '${path}'`);
}

async function rowsOf(bytes: Uint8Array): Promise<unknown[][]> {
  const read = await readReadings(bytes, { columns });
  return Array.from(read.end, (end, row) => [
    read.inverters[read.inverter[row] ?? -1],
    end,
    ...columns.map((name) => (Number.isNaN(read[name][row]) ? null : read[name][row])),
  ]);
}

describe.each<Types>(["native", "portable"])("readings with %s types", (types) => {
  it("are what DuckDB reads", async () => {
    const folder = await temporaryFolder();
    await archiveReadings(folder, types, readingsOf(3, 20));
    const rows = await rowsOf(await readMonth(folder, 2026, 5));
    expect(rows).toHaveLength(3 * 20 * 48);
    expect(rows).toEqual(await duckdbReadings(monthFile(folder, 2026, 5), types));
  });
});
