import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ReadingColumn, readReadings } from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";
import { duckdbRows } from "./support/duckdb.js";
import { archiveReadings, type Reading, type Types } from "./support/readings-archive.js";
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
    inverter_temperature_Celsius, power_conversion_error_seconds
    FROM read_parquet('${path}', hive_partitioning = false)`);
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
    const path = await archiveReadings(await temporaryFolder(), types, readingsOf(3, 20));
    const rows = await rowsOf(await readFile(path));
    expect(rows).toHaveLength(3 * 20 * 48);
    expect(rows).toEqual(await duckdbReadings(path, types));
  });

  it("have the largest and smallest numbers as they are", async () => {
    const extremes: Reading[] = [
      { serial: "a", end: start, joules: 2 ** 32 - 1, celsius: 127, wattHours: 65_535 },
      { serial: "a", end: start + 1, joules: 0, celsius: -128, errorSeconds: 2 ** 31 - 1 },
      { serial: "é", end: start, joules: 2 ** 31, errorSeconds: -(2 ** 31), seconds: 30 * 86_400 },
    ];
    const path = await archiveReadings(await temporaryFolder(), types, extremes);
    const read = await readReadings(await readFile(path), { columns });
    expect(read).toMatchObject({
      inverters: ["a", "é"],
      inverter: Uint32Array.of(0, 0, 1),
      end: Float64Array.of(start, start + 1, start),
      joules: Float64Array.of(2 ** 32 - 1, 0, 2 ** 31),
      temperatureCelsius: Float64Array.of(127, -128, Number.NaN),
      wattHoursToday: Float64Array.of(65_535, Number.NaN, Number.NaN),
      errorSeconds: Float64Array.of(Number.NaN, 2 ** 31 - 1, -(2 ** 31)),
      duration: Float64Array.of(Number.NaN, Number.NaN, 30 * 86_400_000),
    });
  });

  it("of a month of twenty inverters are read at once", async () => {
    const path = await archiveReadings(await temporaryFolder(), types, readingsOf(20, 31));
    const bytes = await readFile(path);
    const before = performance.now();
    const { joules } = await readReadings(bytes);
    // About 200 ms, the first time on a busy machine.
    expect(performance.now() - before).toBeLessThan(2000);
    expect(joules).toHaveLength(29_760);
  });
});

describe("a file of readings", () => {
  it("has the columns that were asked for, and no others", async () => {
    const path = await archiveReadings(await temporaryFolder(), "native", readingsOf(1, 1));
    const bytes = await readFile(path);
    const keys = ["inverters", "inverter", "end"];
    expect(Object.keys(await readReadings(bytes))).toEqual([
      ...keys,
      "duration",
      "joules",
      "wattHoursToday",
    ]);
    expect(Object.keys(await readReadings(bytes, { columns: [] }))).toEqual(keys);
    const { temperatureCelsius, ...rest } = await readReadings(bytes, {
      columns: ["temperatureCelsius", "temperatureCelsius"],
    });
    expect(Object.keys(rest)).toEqual(keys);
    expect(temperatureCelsius).toHaveLength(48);
  });

  it("need not be right where it is not read", async () => {
    const folder = await temporaryFolder();
    const path = await archiveReadings(folder, "native", readingsOf(3, 20));
    const bytes = await readFile(path);
    const [[offset, size] = []] = await duckdbRows(
      `SELECT data_page_offset::INTEGER, total_compressed_size::INTEGER
       FROM parquet_metadata('${path}') WHERE path_in_schema = 'watt_hours_today'`,
    );
    bytes.fill(0xff, Number(offset), Number(offset) + Number(size));
    expect((await readReadings(bytes, { columns: ["joules"] })).joules).toHaveLength(2880);
    await expect(readReadings(bytes)).rejects.toMatchObject({ code: "ERR_PARQUET" });
  });

  it.each([
    "COMPRESSION zstd",
    "COMPRESSION snappy",
    "COMPRESSION uncompressed",
    "COMPRESSION zstd, ROW_GROUP_SIZE 2048",
    "COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 2048",
    "COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 1",
  ])("may have been written by DuckDB with %s", async (options) => {
    const folder = await temporaryFolder();
    const path = await archiveReadings(folder, "native", readingsOf(4, 30));
    const rewritten = join(folder, "rewritten.parquet");
    await duckdbRows(
      `COPY (SELECT 2026 AS year, 5 AS month, * REPLACE (period_duration::BIGINT AS period_duration)
       FROM read_parquet('${path}', hive_partitioning = false))
       TO '${rewritten}' (FORMAT parquet, ${options})`,
    );
    expect(await rowsOf(await readFile(rewritten))).toEqual(await duckdbReadings(path, "native"));
  });

  it("has times in any unit", async () => {
    const folder = await temporaryFolder();
    for (const type of ["TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP", "TIMESTAMPTZ"]) {
      const path = join(folder, `${type}.parquet`);
      await duckdbRows(`COPY (SELECT 'a' AS serial_number,
        '2026-05-01 04:00:00'::${type} AS period_end_time) TO '${path}' (FORMAT parquet)`);
      expect((await readReadings(await readFile(path))).end).toEqual(Float64Array.of(start));
    }
  });

  it("has NaN for a column that it does not have, and may have no rows", async () => {
    const path = join(await temporaryFolder(), "few.parquet");
    const write = (where: string): Promise<unknown> =>
      duckdbRows(`COPY (SELECT 'a' AS serial_number, '2026-05-01'::TIMESTAMP AS period_end_time
        WHERE ${where}) TO '${path}' (FORMAT parquet)`);
    await write("true");
    expect((await readReadings(await readFile(path))).joules).toEqual(Float64Array.of(Number.NaN));
    await write("false");
    expect(await readReadings(await readFile(path), { columns: ["joules"] })).toEqual({
      inverters: [],
      inverter: new Uint32Array(),
      end: new Float64Array(),
      joules: new Float64Array(),
    });
  });

  it.each([
    ["1 AS a", "it has no column serial_number"],
    ["'a' AS serial_number", "it has no column period_end_time"],
    ["7 AS serial_number, now() AS period_end_time", "serial_number is of the type number"],
    ["'a' AS serial_number, 7 AS period_end_time", "period_end_time is of the type number"],
    ["['a'] AS serial_number, now() AS period_end_time", "serial_number is of the type other"],
    [
      "NULL::VARCHAR AS serial_number, now() AS period_end_time",
      "its column serial_number has nulls",
    ],
  ])("is not one of another table: %s", async (select, message) => {
    const path = join(await temporaryFolder(), "other.parquet");
    await duckdbRows(`COPY (SELECT ${select}) TO '${path}' (FORMAT parquet)`);
    await expect(readReadings(await readFile(path))).rejects.toMatchObject({
      code: "ERR_PARQUET",
      message: expect.stringContaining(message),
    });
  });
});

describe("a damaged file", () => {
  it("is refused, wherever it is cut off", async () => {
    const path = await archiveReadings(await temporaryFolder(), "native", readingsOf(2, 2));
    const bytes = await readFile(path);
    for (let length = 0; length < bytes.length; length += 11) {
      const reading = readReadings(bytes.subarray(0, length));
      await expect(reading).rejects.toMatchObject({ code: "ERR_PARQUET" });
    }
  });

  it("is refused or read, wherever a byte is wrong, and never anything else", async () => {
    const path = await archiveReadings(await temporaryFolder(), "native", readingsOf(2, 2));
    const bytes = await readFile(path);
    let refused = 0;
    for (let i = 0; i < bytes.length; i += 13) {
      const damaged = Uint8Array.from(bytes);
      damaged[i] = (damaged[i] ?? 0) ^ 0xff;
      const error = await readReadings(damaged, { columns }).catch((reason: unknown) => reason);
      if (!(error instanceof Error)) continue;
      expect(error).toMatchObject({ name: "ArchiveReaderError", code: "ERR_PARQUET" });
      refused++;
    }
    expect(refused).toBeGreaterThan(20);
  });

  it.each([
    ["808080808010", "it has 274877906944 rows"],
    ["9203", "serial_number has 200 of 201 rows"],
    ["8e03", "serial_number has 200 of 199 rows"],
  ])("is refused if its number of rows is wrong: %s", async (varint, message) => {
    const path = join(await temporaryFolder(), "rows.parquet");
    await duckdbRows(`COPY (SELECT 'a' AS serial_number, now() AS period_end_time
      FROM range(200)) TO '${path}' (FORMAT parquet, COMPRESSION uncompressed)`);
    const bytes = await readFile(path);
    // The footer has the number of rows as a varint, between the headers of its own field and of the next.
    const rows = bytes.lastIndexOf(Buffer.from("16900319", "hex"));
    const wrong = Buffer.from(`16${varint}19`, "hex");
    const file = Buffer.concat([bytes.subarray(0, rows), wrong, bytes.subarray(rows + 4)]);
    file.writeUInt32LE(bytes.readUInt32LE(bytes.length - 8) + wrong.length - 4, file.length - 8);
    await expect(readReadings(file)).rejects.toMatchObject({
      code: "ERR_PARQUET",
      message: expect.stringContaining(message),
    });
  });

  it("is refused if it is anything but Parquet", async () => {
    const file = join(await temporaryFolder(), "page.parquet");
    await writeFile(file, "<!doctype html>".repeat(100));
    await expect(readReadings(await readFile(file))).rejects.toMatchObject({
      code: "ERR_PARQUET",
      message: expect.stringContaining("not a Parquet file that can be read"),
    });
  });
});
