import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import {
  defineTable,
  ParquetArchive,
  partitionName,
  tableFromColumns,
} from "@envoy/parquet-archive";
import {
  Dictionary,
  Field,
  Int8,
  Schema,
  type Table,
  TimestampMicrosecond,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { duckdbRows, queryArchive } from "./support/query-archive.js";
import { readings, readingsFrom } from "./support/readings.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquet-archive-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const schema = new Schema([
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("value", new Int8(), true),
  new Field("big", new Uint64(), true),
]);
const table = defineTable({ schema, primaryKey: ["sensor", "time"], partitionTime: "time" });

type Row = readonly [sensor: string, at: string, value: number | null];
const rows = (...all: Row[]): Table =>
  tableFromColumns(schema, {
    sensor: all.map(([sensor]) => sensor),
    time: all.map(([, at]) => BigInt(Date.parse(at)) * 1000n),
    value: all.map(([, , value]) => value),
    big: all.map(() => 2n ** 64n - 1n),
  });

const open = (fileSystem: FileSystem = nodeFileSystem): ParquetArchive =>
  new ParquetArchive({ folder, table, fileSystem });
const january = "year=2026/month=1/00000000.parquet";

/** What a merge returns that has nothing to do. */
const nothing = { changes: [], rowsAdded: 0, failures: [], converted: [], suspicions: [] };

const duck = (sql: string): Promise<unknown[][]> => queryArchive(folder, sql);

describe("merge", () => {
  it("puts each row into its month of UTC, sorted by key, as DuckDB and hyparquet read it", async () => {
    const { changes, rowsAdded } = await open().merge(
      rows(
        ["b", "2026-01-31T23:59:59.999Z", 3],
        ["b", "2026-02-01T00:00:00Z", 4],
        ["a", "2026-01-05T00:00:00Z", null],
        ["a", "2025-12-31T23:00:00Z", -128],
      ),
    );
    expect(rowsAdded).toBe(4);
    expect(changes.map(({ year, month, rows: count }) => [year, month, count])).toEqual([
      [2025, 12, 1],
      [2026, 1, 2],
      [2026, 2, 1],
    ]);
    expect(
      await duck(
        "SELECT sensor, epoch_ms(time), value, big::VARCHAR, year, month FROM ARCHIVE ORDER BY time",
      ),
    ).toEqual([
      ["a", String(Date.parse("2025-12-31T23:00:00Z")), -128, "18446744073709551615", "2025", "12"],
      ["a", String(Date.parse("2026-01-05T00:00:00Z")), null, "18446744073709551615", "2026", "1"],
      ["b", String(Date.parse("2026-01-31T23:59:59.999Z")), 3, "18446744073709551615", "2026", "1"],
      ["b", String(Date.parse("2026-02-01T00:00:00Z")), 4, "18446744073709551615", "2026", "2"],
    ]);
    const file = await readFile(join(folder, january));
    const bytes = new Uint8Array(file).buffer;
    expect(await parquetReadObjects({ file: bytes, compressors })).toEqual([
      { sensor: "a", time: new Date("2026-01-05T00:00:00Z"), value: null, big: 2n ** 64n - 1n },
      { sensor: "b", time: new Date("2026-01-31T23:59:59.999Z"), value: 3, big: 2n ** 64n - 1n },
    ]);
  });

  it("writes the same bytes as ever", async () => {
    const archive = new ParquetArchive({ folder, table: readings });
    await archive.merge(readingsFrom("2026-01-01T00:00:00Z", 2000));
    const hash = createHash("sha256").update(await readFile(join(folder, january)));
    expect(hash.digest("hex")).toBe(
      "33d269aef29775916a2269071e8fa4a0ac8e645f7d5040380b31a961873ba0c1",
    );
  });

  it("keeps the first row of a key, within a merge and across merges", async () => {
    const archive = open();
    await archive.merge(rows(["a", "2026-01-01T00:00:00Z", 1], ["a", "2026-01-01T00:00:00Z", 2]));
    await archive.merge(rows(["a", "2026-01-01T00:00:00Z", 3], ["a", "2026-01-02T00:00:00Z", 4]));
    expect(await duck("SELECT value FROM ARCHIVE ORDER BY time")).toEqual([[1], [4]]);
  });

  it("writes nothing if no row is new", async () => {
    const archive = open();
    const same = rows(["a", "2026-01-01T00:00:00Z", 1]);
    await archive.merge(same);
    const before = await stat(join(folder, january));
    expect(await archive.merge(same)).toEqual(nothing);
    expect(await archive.merge(rows())).toEqual(nothing);
    const after = await stat(join(folder, january));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });

  it("adds late rows to the older month", async () => {
    const archive = open();
    await archive.merge(rows(["a", "2026-01-20T00:00:00Z", 2], ["a", "2026-02-01T00:00:00Z", 3]));
    await archive.merge(rows(["a", "2026-01-10T00:00:00Z", 1]));
    expect(await duck("SELECT month, value FROM ARCHIVE ORDER BY time")).toEqual([
      ["1", 1],
      ["1", 2],
      ["2", 3],
    ]);
    expect(await archive.partitions()).toEqual([
      { year: 2026, month: 1 },
      { year: 2026, month: 2 },
    ]);
  });

  it.each([
    ["empty", ""],
    ["not Parquet", "hello, I am a text file of some length"],
  ])("never replaces a partition that is %s, and archives the other months", async (_, content) => {
    await mkdir(join(folder, "year=2026/month=1"), { recursive: true });
    await writeFile(join(folder, january), content);
    const result = await open().merge(
      rows(["a", "2026-01-20T00:00:00Z", 2], ["a", "2026-02-01T00:00:00Z", 3]),
    );
    expect(result.failures).toMatchObject([
      { code: "ERR_PARTITION_UNREADABLE", path: join(folder, january) },
    ]);
    expect(result.changes).toMatchObject([{ month: 2 }]);
    expect(await readFile(join(folder, january), "utf8")).toBe(content);
  });

  it("never replaces a partition that was cut short", async () => {
    const archive = open();
    await archive.merge(rows(["a", "2026-01-20T00:00:00Z", 2]));
    const half = (await readFile(join(folder, january))).subarray(0, 200);
    await writeFile(join(folder, january), half);
    const { failures } = await archive.merge(rows(["a", "2026-01-21T00:00:00Z", 2]));
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_UNREADABLE" }]);
    expect(Buffer.compare(await readFile(join(folder, january)), half)).toBe(0);
  });

  it("never replaces a partition with other columns", async () => {
    const otherSchema = new Schema([
      ...schema.fields.slice(0, 2),
      new Field("value", new Uint32(), true),
    ]);
    const other = defineTable({
      schema: otherSchema,
      primaryKey: ["sensor", "time"],
      partitionTime: "time",
    });
    await new ParquetArchive({ folder, table: other }).merge(
      tableFromColumns(otherSchema, {
        sensor: ["a"],
        time: [1_767_225_600_000_000n],
        value: [700],
      }),
    );
    const { failures } = await open().merge(rows(["a", "2026-01-21T00:00:00Z", 2]));
    expect(failures[0]?.code).toBe("ERR_PARTITION_SCHEMA");
    expect(failures[0]?.message).toMatch(
      /"value" is Uint32 and holds 700 \(row 1\), which Int8 cannot hold; "big" is missing/,
    );
  });

  it("refuses a month that holds a second Parquet file", async () => {
    const archive = open();
    await archive.merge(rows(["a", "2026-01-20T00:00:00Z", 2]));
    await cp(join(folder, january), join(folder, "year=2026/month=1/copy.parquet"));
    const { failures } = await archive.merge(rows(["a", "2026-01-21T00:00:00Z", 2]));
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_FILES" }]);
  });

  it("keeps the old file when the disk is full", async () => {
    await open().merge(rows(["a", "2026-01-20T00:00:00Z", 2]));
    const before = await readFile(join(folder, january));
    const full: FileSystem = {
      ...nodeFileSystem,
      open: async (path, flags, mode) => {
        if (flags === "wx")
          throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
        return nodeFileSystem.open(path, flags, mode);
      },
    };
    const { failures } = await open(full).merge(rows(["a", "2026-01-21T00:00:00Z", 2]));
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_WRITE", path: join(folder, january) }]);
    expect(Buffer.compare(await readFile(join(folder, january)), before)).toBe(0);
    expect(await readdir(join(folder, "year=2026/month=1"))).toEqual(["00000000.parquet"]);
  });
});

describe("rewriteOldFiles", () => {
  it("drops year and month from inside old files, keeps every row, and leaves the others alone", async () => {
    const oldSchema = new Schema([
      ...schema.fields,
      new Field("year", new Uint32(), true),
      new Field("month", new Int8(), true),
    ]);
    const old = defineTable({
      schema: oldSchema,
      primaryKey: ["sensor", "time"],
      partitionTime: "time",
    });
    const times = ["2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"];
    await new ParquetArchive({ folder, table: old }).merge(
      tableFromColumns(oldSchema, {
        sensor: ["a", "b"],
        time: times.map((time) => BigInt(Date.parse(time)) * 1000n),
        value: [1, null],
        big: [1n, 2n],
        year: [2026, 2026],
        month: [1, 1],
      }),
    );
    const archive = open();
    await archive.merge(rows(["a", "2026-02-01T00:00:00Z", 3]));
    const february = await stat(join(folder, "year=2026/month=2/00000000.parquet"));
    const progress: string[] = [];
    const onProgress = (done: number, all: number): number => progress.push(`${done} of ${all}`);
    expect(await archive.rewriteOldFiles({ onProgress })).toEqual({
      rewritten: [{ year: 2026, month: 1 }],
      failures: [],
    });
    expect(progress).toEqual(["0 of 2", "1 of 2"]);
    expect(
      await duck("SELECT sensor, value, big::VARCHAR FROM ARCHIVE ORDER BY time, sensor"),
    ).toEqual([
      ["b", null, "2"],
      ["a", 1, "1"],
      ["a", 3, "18446744073709551615"],
    ]);
    const names = await duck(`SELECT DISTINCT name FROM parquet_schema('${folder}/**/*.parquet')`);
    expect(names.flat()).not.toContain("year");
    expect((await stat(join(folder, "year=2026/month=2/00000000.parquet"))).ino).toBe(february.ino);
    expect(await archive.rewriteOldFiles()).toEqual({ rewritten: [], failures: [] });
  });

  it("keeps the rows of one key, if an old file holds several, in their order", async () => {
    const oldSchema = new Schema([...schema.fields, new Field("month", new Int8(), true)]);
    const old = defineTable({ schema: oldSchema, primaryKey: ["big"], partitionTime: "time" });
    const time = BigInt(Date.parse("2026-01-01T00:00:00Z")) * 1000n;
    await new ParquetArchive({ folder, table: old }).merge(
      tableFromColumns(oldSchema, {
        sensor: ["b", "a", "a"],
        time: [time, time, time],
        value: [3, 1, 2],
        big: [1n, 2n, 3n],
        month: [1, 1, 1],
      }),
    );
    expect((await open().rewriteOldFiles()).rewritten).toHaveLength(1);
    const table = await open().read({ year: 2026, month: 1 });
    expect([...(table?.getChild("value") ?? [])]).toEqual([1, 2, 3]);
  });
});

describe("partitionName", () => {
  it("is the month as people write it", () => {
    expect(partitionName({ year: 2026, month: 1 })).toBe("2026-01");
    expect(partitionName({ year: 2026, month: 12 })).toBe("2026-12");
  });
});

describe("defineTable", () => {
  it("refuses a key or a partition time that is not a suitable column", () => {
    expect(() => defineTable({ schema, primaryKey: ["nothing"], partitionTime: "time" })).toThrow(
      TypeError,
    );
    expect(() => defineTable({ schema, primaryKey: ["sensor"], partitionTime: "value" })).toThrow(
      TypeError,
    );
    expect(() => defineTable({ schema, primaryKey: [], partitionTime: "time" })).toThrow(TypeError);
  });
});

describe("clearTemporaryFiles", () => {
  it("removes what killed merges left in any month, under its old name too, and nothing else", async () => {
    const archive = open();
    await archive.merge(rows(["a", "2026-01-01T00:00:00Z", 1]));
    await mkdir(join(folder, "year=2026/month=2"));
    for (const path of [
      "year=2026/month=1/.00000000.parquet.tmp",
      "year=2026/month=2/00000000.parquet.tmp",
      "year=2026/month=2/somebody's.tmp",
    ]) {
      await writeFile(join(folder, path), "half");
    }
    expect(await archive.clearTemporaryFiles()).toBe(2);
    expect(await readdir(join(folder, "year=2026/month=1"))).toEqual(["00000000.parquet"]);
    expect(await readdir(join(folder, "year=2026/month=2"))).toEqual(["somebody's.tmp"]);
  });

  it("finds nothing in a folder that is not there", async () => {
    await rm(folder, { recursive: true });
    expect(await open().clearTemporaryFiles()).toBe(0);
  });
});

describe("metadata", () => {
  const metadataOf = async (): Promise<unknown> => {
    const kv = await duckdbRows(
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${join(folder, january)}')`,
    );
    return kv.filter(([key]) => key !== "ARROW:schema").sort();
  };
  const withMetadata = (metadata: Readonly<Record<string, string>>): ParquetArchive =>
    new ParquetArchive({ folder, table, metadata });
  const primaryKey = ["primary_key", '["sensor","time"]'];

  it("is in the footer beside the primary key, as DuckDB reads it", async () => {
    await withMetadata({ units: '{"value":"µA"}' }).merge(rows(["a", "2026-01-01T00:00:00Z", 1]));
    expect(await metadataOf()).toEqual([primaryKey, ["units", '{"value":"µA"}']]);
  });

  it("of another version is no reason to write a file, and is replaced with the next new row", async () => {
    const row: Row = ["a", "2026-01-01T00:00:00Z", 1];
    await withMetadata({ version: "1", old: "yes" }).merge(rows(row));
    const newer = withMetadata({ version: "2" });
    expect(await newer.merge(rows(row))).toEqual(nothing);
    expect(await newer.rewriteOldFiles()).toEqual({ rewritten: [], failures: [] });
    expect(await metadataOf()).toEqual([["old", "yes"], primaryKey, ["version", "1"]]);
    const { converted } = await newer.merge(rows(["a", "2026-01-02T00:00:00Z", 2]));
    expect(converted).toEqual([]);
    expect(await metadataOf()).toEqual([primaryKey, ["version", "2"]]);
  });
});
