import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DaySummaryColumns, readDaySummaries } from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";
import { duckdbRows } from "./support/duckdb.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** A daily summary of two inverters and a leap year, with unknown values. */
const summary = `SELECT
  '48220208000' || inverter AS serial_number,
  ('2024-01-01'::DATE + day::INTEGER)::DATE AS local_date,
  CASE WHEN day % 7 > 0 THEN day * 10_000 + 5_000_000_000 END AS joules_produced,
  CASE WHEN day % 7 > 0 THEN (day * 3)::INTEGER END AS counter_watt_hours,
  CASE WHEN day % 7 > 0 THEN (day % 290)::INTEGER END AS peak_watts,
  (day % 7 * 10)::INTEGER AS periods,
  CASE WHEN day % 7 > 0 THEN 0 ELSE 3600 END::INTEGER AS gap_seconds,
  CASE WHEN day % 7 > 0 THEN 0::BIGINT END AS gap_joules,
  (day % 60 - 10)::INTEGER AS max_temperature_celsius,
  (day % 3)::INTEGER AS power_conversion_error_seconds
FROM range(366) days(day), range(2) inverters(inverter) ORDER BY local_date, serial_number`;

const names: Readonly<Record<Exclude<keyof DaySummaryColumns, "inverters" | "inverter">, string>> =
  {
    day: "local_date - '1970-01-01'::DATE",
    joules: "joules_produced",
    counterWattHours: "counter_watt_hours",
    peakWatts: "peak_watts",
    periods: "periods",
    gapSeconds: "gap_seconds",
    gapJoules: "gap_joules",
    maxTemperatureCelsius: "max_temperature_celsius",
    errorSeconds: "power_conversion_error_seconds",
  };

describe("a daily summary", () => {
  it("is what DuckDB reads, days counted from 1970", async () => {
    const path = join(await temporaryFolder(), "summary.parquet");
    await duckdbRows(`COPY (${summary}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
    const { inverters, inverter, ...columns } = await readDaySummaries(await readFile(path));
    const values = Object.values(names).map((name) => `(${name})::DOUBLE`);
    const rows = await duckdbRows(`SELECT serial_number, ${values} FROM '${path}'`);
    expect(rows).toHaveLength(732);
    expect(Array.from(inverter, (place) => inverters[place])).toEqual(rows.map(([name]) => name));
    for (const [i, name] of (Object.keys(names) as (keyof typeof names)[]).entries()) {
      expect([name, ...columns[name]]).toEqual([
        name,
        ...rows.map((row) => row[i + 1] ?? Number.NaN),
      ]);
    }
    expect(Object.keys(columns)).toEqual(Object.keys(names));
    expect(columns.day[0]).toBe(Date.parse("2024-01-01") / 86_400_000);
  });

  it("is not a file of readings", async () => {
    const path = join(await temporaryFolder(), "readings.parquet");
    await duckdbRows(`COPY (SELECT 'a' AS serial_number, now() AS period_end_time)
      TO '${path}' (FORMAT parquet)`);
    await expect(readDaySummaries(await readFile(path))).rejects.toMatchObject({
      code: "ERR_PARQUET",
      message: expect.stringContaining("it has no column local_date"),
    });
  });
});
