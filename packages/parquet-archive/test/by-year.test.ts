import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  defineTable,
  ParquetArchive,
  partitionName,
  type TableDefinition,
  tableFromColumns,
} from "@envoy/parquet-archive";
import {
  DateDay,
  DateMillisecond,
  Dictionary,
  Field,
  Int64,
  Schema,
  type Table,
  Uint32,
  Utf8,
} from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { queryArchive } from "./support/query-archive.js";
import { writeWithDuckdb } from "./support/write-with-duckdb.js";

const schema = new Schema([
  new Field("date", new DateDay(), true),
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("joules", new Int64(), true),
]);
const table: TableDefinition = defineTable({
  schema,
  primaryKey: ["date", "sensor"],
  partitionTime: "date",
  partitionBy: "year",
});
const year2025 = { year: 2025, month: 0 };
const year2026 = { year: 2026, month: 0 };

let folder = "";
let archive: ParquetArchive;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "by-year-"));
  archive = new ParquetArchive({ folder, table });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = readonly [date: string, sensor: string, joules: bigint | null];

function rowsOf(rows: readonly Row[]): Table {
  return tableFromColumns(schema, {
    date: rows.map(([date]) => Date.parse(date) / 86_400_000),
    sensor: rows.map(([, sensor]) => sensor),
    joules: rows.map(([, , joules]) => joules),
  });
}

const newYear: readonly Row[] = [
  ["2026-01-01", "b", 3n],
  ["2025-12-31", "b", null],
  ["2026-01-01", "a", 2n ** 40n],
  ["1969-12-31", "a", 1n],
  ["2026-12-31", "a", 4n],
];

describe("a table by year", () => {
  it("puts each date into its year, sorted by key, as DuckDB reads it", async () => {
    const { changes } = await archive.merge(rowsOf(newYear));
    expect(changes.map(partitionName)).toEqual(["1969", "2025", "2026"]);
    expect(await archive.partitions()).toEqual([{ year: 1969, month: 0 }, year2025, year2026]);
    expect(archive.path(year2026)).toBe(join(folder, "year=2026/00000000.parquet"));
    const sql = "SELECT year, date, sensor, joules, typeof(date) FROM ARCHIVE WHERE year > 2000";
    expect(await queryArchive(folder, sql)).toEqual([
      ["2025", "2025-12-31", "b", null, "DATE"],
      ["2026", "2026-01-01", "a", String(2n ** 40n), "DATE"],
      ["2026", "2026-01-01", "b", "3", "DATE"],
      ["2026", "2026-12-31", "a", "4", "DATE"],
    ]);
  });

  it("adds to a year, replaces it, describes it, and finds nothing to say", async () => {
    await archive.merge(rowsOf(newYear));
    expect((await archive.merge(rowsOf(newYear))).rowsAdded).toBe(0);
    expect((await archive.merge(rowsOf([["2026-06-01", "a", 5n]]))).rowsAdded).toBe(1);
    expect(await archive.check(year2026)).toEqual([]);
    expect(await archive.describe(year2026)).toMatchObject({
      rows: 4,
      first: Date.UTC(2026, 0, 1),
      last: Date.UTC(2026, 11, 31),
    });
    await archive.write(year2026, rowsOf([["2026-02-03", "c", 6n]]));
    expect((await archive.read(year2026))?.toArray().map((row) => row?.["joules"])).toEqual([6n]);
  });

  it("says which rows are of another year", async () => {
    await mkdir(join(folder, "year=2026"), { recursive: true });
    const path = archive.path(year2026);
    const query =
      "SELECT * FROM (VALUES (DATE '2026-01-01', 'a', 1::BIGINT), (DATE '2024-02-29', 'a', 2)) t(date, sensor, joules)";
    await writeWithDuckdb(path, query);
    expect((await archive.check(year2026)).join()).toContain(
      "1 row of other years, the first of 2024",
    );
    await writeWithDuckdb(path, query.replaceAll("DATE", "TIMESTAMP"));
    await expect(archive.read(year2026)).rejects.toThrow(/"date" is Timestamp/);
    await writeWithDuckdb(path, `SELECT *, 2026 AS year FROM (${query}) WHERE joules = 1`);
    expect(await archive.read(year2026)).toBeDefined();
  });

  it("lists and clears only what is in its folders", async () => {
    await archive.merge(rowsOf(newYear));
    await mkdir(join(folder, "year=2030"));
    await mkdir(join(folder, "year=2031/month=5"), { recursive: true });
    await writeFile(join(folder, "year=2031/month=5/00000000.parquet"), "");
    await writeFile(join(folder, "year=2026/.00000000.parquet.tmp"), "");
    expect((await archive.partitions()).map(({ year }) => year)).toEqual([1969, 2025, 2026]);
    expect(await archive.clearTemporaryFiles()).toBe(1);
    await expect(archive.closeMonths({ before: new Date() })).rejects.toThrow(TypeError);
    expect((await readFile(archive.path(year2026))).subarray(0, 4).toString()).toBe("PAR1");
  });

  it("takes whole days only", () => {
    const fields = [new Field("date", new DateMillisecond(), true), ...schema.fields.slice(1)];
    expect(() => defineTable({ ...table, schema: new Schema(fields) })).toThrow(
      /Column "date" has type/,
    );
    expect(() => defineTable({ ...table, partitionTime: "joules" })).toThrow(
      "must be a timestamp in microseconds or a date",
    );
  });
});
