import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Dictionary,
  DurationMicrosecond,
  Field,
  Int32,
  Int64,
  Schema,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ArchiveError,
  castRows,
  defineTable,
  ParquetArchive,
  tableFromColumns,
} from "../src/index.js";

const january = { year: 2026, month: 1 };
const time = BigInt(Date.parse("2026-01-31T12:00:00Z")) * 1000n + 1n;
const key = [
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
];
const unsigned = new Schema([
  ...key,
  new Field("length", new DurationMicrosecond(), true),
  new Field("small", new Uint16(), true),
  new Field("big", new Uint64(), true),
]);
const signed = new Schema([
  ...key,
  new Field("length_us", new Int64(), true),
  new Field("small", new Int32(), true),
  new Field("big", new Int64(), true),
]);
const rows = tableFromColumns(unsigned, {
  sensor: ["b", "a", "a"],
  time: [time, time, time],
  length: [900_000_001n, null, 0n],
  small: [65_535, 0, null],
  big: [2n ** 63n - 1n, 2n ** 63n, null],
});

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cast-rows-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (schema: Schema): ParquetArchive =>
  new ParquetArchive({
    folder,
    table: defineTable({ schema, primaryKey: ["sensor", "time"], partitionTime: "time" }),
  });
const cells = (table: typeof rows, name: string): unknown[] => [...(table.getChild(name) ?? [])];

describe("castRows", () => {
  const sources = ["sensor", "time", "length", "small", "big"];

  it("gives the rows other names and types, and counts as null what does not fit", () => {
    const { rows: cast, overflows } = castRows(rows, signed, sources);
    expect(overflows).toBe(1);
    expect(String(cast.schema)).toBe(String(signed));
    expect(cells(cast, "sensor")).toEqual(["b", "a", "a"]);
    expect([...(cast.getChild("time")?.data[0]?.values ?? [])]).toEqual([time, time, time]);
    expect(cells(cast, "length_us")).toEqual([900_000_001n, null, 0n]);
    expect(cells(cast, "small")).toEqual([65_535, 0, null]);
    expect(cells(cast, "big")).toEqual([2n ** 63n - 1n, null, null]);
    // The rows that were given are as they were.
    expect(cells(rows, "big")).toEqual([2n ** 63n - 1n, 2n ** 63n, null]);
  });

  it("refuses a source that is not there", () => {
    expect(() => castRows(rows, signed, ["sensor", "time", "width", "small", "big"])).toThrow(
      TypeError,
    );
  });
});

describe("write", () => {
  it("replaces a partition's rows with all of these, in order of key, also those of one key", async () => {
    await open(unsigned).merge(rows);
    const { rows: cast } = castRows(rows, signed, ["sensor", "time", "length", "small", "big"]);
    await open(signed).write(january, cast);
    const written = await open(signed).read(january);
    expect(written && cells(written, "sensor")).toEqual(["a", "a", "b"]);
    expect(written && cells(written, "length_us")).toEqual([null, 0n, 900_000_001n]);
  });
});

describe("columnNames", () => {
  it("are those of the file, whatever the archive's are, and undefined without a file", async () => {
    expect(await open(signed).columnNames(january)).toBeUndefined();
    await open(unsigned).merge(rows);
    expect(await open(signed).columnNames(january)).toEqual([
      "sensor",
      "time",
      "length",
      "small",
      "big",
    ]);
  });

  it("of a file that is not Parquet are an ArchiveError", async () => {
    await open(unsigned).merge(rows);
    const path = open(signed).path(january);
    await writeFile(path, "not Parquet");
    await expect(open(signed).columnNames(january)).rejects.toMatchObject({
      code: "ERR_PARTITION_UNREADABLE",
      path,
    } satisfies Partial<ArchiveError>);
  });
});
