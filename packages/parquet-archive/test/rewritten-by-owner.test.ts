import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ParquetArchive } from "@envoy/parquet-archive";
import {
  type DataType,
  Dictionary,
  DurationMillisecond,
  DurationNanosecond,
  DurationSecond,
  Float64,
  Int16,
  Int32,
  Int64,
  LargeUtf8,
  makeData,
  Table,
  Timestamp,
  TimestampMicrosecond,
  TimeUnit,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { Table as WasmTable, writeParquet } from "parquet-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cellsOf, readings, readingsFrom, schema } from "./support/readings.js";
import { writeWithDuckdb } from "./support/write-with-duckdb.js";

const january = { year: 2026, month: 1 };
const all = readingsFrom("2026-01-01T00:00:00Z", 2000);
const late = readingsFrom("2026-01-31T00:00:00Z", 1);

let folder = "";
let archive: ParquetArchive;
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "owner-"));
  archive = new ParquetArchive({ folder, table: readings });
  path = archive.path(january);
  await archive.merge(all);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What January holds, in order of key. */
const sorted = async (): Promise<readonly unknown[][]> => cellsOf(await archive.read(january));

/** Rewrites January with DuckDB. */
async function rewriteWithDuckdb(query: string, options = ""): Promise<void> {
  const copy = join(folder, "copy");
  await writeWithDuckdb(
    copy,
    query.replaceAll("JANUARY", `read_parquet('${path}', hive_partitioning = false)`),
    options,
  );
  await rename(copy, path);
}

/** Rewrites January with these columns in place of its own; null removes one. */
async function rewriteWithArrow(columns: Readonly<Record<string, Vector | null>>): Promise<void> {
  const table = await archive.read(january);
  const vectors: Record<string, Vector> = {};
  for (const { name } of schema.fields) {
    const vector = columns[name] === undefined ? table?.getChild(name) : columns[name];
    if (vector) vectors[name] = vector;
  }
  for (const [name, vector] of Object.entries(columns)) if (vector !== null) vectors[name] = vector;
  const bytes = writeParquet(WasmTable.fromIPCStream(tableToIPC(new Table(vectors), "stream")));
  await writeFile(path, bytes);
}

/** The cells of a column of January, as another type. */
async function columnAs(
  name: string,
  type: DataType,
  toCell: (cell: never) => unknown = (cell) => cell,
): Promise<Vector> {
  const cells = (await sorted())[schema.fields.findIndex((field) => field.name === name)] ?? [];
  const converted = cells.map((cell) => (cell === null ? null : toCell(cell as never)));
  if (!(type instanceof Timestamp)) return vectorFromArray(converted, type);
  // Arrow's own builder takes milliseconds, whatever the unit.
  const data = BigInt64Array.from(converted as bigint[]);
  return new Vector([makeData({ type, length: data.length, data })]);
}

async function expectConverted(before: readonly unknown[][], differences: RegExp): Promise<void> {
  expect(await sorted()).toEqual(before);
  expect(await archive.check(january)).toEqual([expect.stringMatching(differences)]);
  const { failures, converted, suspicions } = await archive.merge(late);
  expect({ failures, suspicions }).toEqual({ failures: [], suspicions: [] });
  expect(converted).toEqual([{ ...january, path, message: expect.stringMatching(differences) }]);
  const merged = new ParquetArchive({ folder: join(folder, "other"), table: readings });
  await merged.merge(all);
  await merged.merge(late);
  expect(await readFile(path)).toEqual(await readFile(merged.path(january)));
  expect(await archive.check(january)).toEqual([]);
}

describe("a month that DuckDB has rewritten", () => {
  it.each([
    ["as it does by itself", "FROM JANUARY", ""],
    ["uncompressed", "FROM JANUARY", ", COMPRESSION uncompressed"],
    ["in small row groups", "FROM JANUARY", ", COMPRESSION zstd, ROW_GROUP_SIZE 512"],
    ["in version 2", "FROM JANUARY", ", COMPRESSION snappy, PARQUET_VERSION V2"],
    ["without dictionaries", "FROM JANUARY", ", DICTIONARY_SIZE_LIMIT 1"],
    ["with columns in another order", "SELECT flags, value, length, time, sensor FROM JANUARY", ""],
    ["with rows in another order", "FROM JANUARY ORDER BY value, flags", ""],
    ["with wider integers", "SELECT * REPLACE (value::BIGINT AS value) FROM JANUARY", ""],
    ["with floats", "SELECT * REPLACE (value::DOUBLE AS value) FROM JANUARY", ""],
    ["with year and month", "SELECT *, 2026 AS year, 1 AS month FROM JANUARY", ""],
  ])("%s gets the archive's form, byte for byte, at the next merge", async (_, query, options) => {
    const before = await sorted();
    await rewriteWithDuckdb(query, options);
    if (!query.includes("ORDER BY")) expect(await sorted()).toEqual(before);
    const check = (await archive.check(january)).join();
    expect(check).toMatch(/"sensor" is Utf8.*"length" is Int64, read as microseconds/);
    await expectConverted(await sorted(), /another program/);
  });

  it("is not written where a merge adds nothing, and is rewritten when asked for", async () => {
    const before = await sorted();
    const original = await readFile(path);
    await rewriteWithDuckdb("FROM JANUARY ORDER BY flags DESC");
    const theirs = await readFile(path);
    expect(await archive.merge(all)).toMatchObject({ changes: [], converted: [] });
    expect(await readFile(path)).toEqual(theirs);
    expect(await archive.rewriteOldFiles()).toEqual({ rewritten: [january], failures: [] });
    expect(await readFile(path)).toEqual(original);
    expect(await sorted()).toEqual(before);
    expect(await archive.rewriteOldFiles()).toEqual({ rewritten: [], failures: [] });
  });
});

describe("a month with Arrow's types", () => {
  const utc = (unit: TimeUnit, zone: string | null = "UTC"): Timestamp => new Timestamp(unit, zone);
  it.each<[string, string, DataType, ((cell: bigint) => unknown)?]>([
    ["large strings", "sensor", new LargeUtf8()],
    ["zone +00:00", "time", new TimestampMicrosecond("+00:00"), (cell) => cell],
    ["zone Etc/UTC", "time", new TimestampMicrosecond("Etc/UTC"), (cell) => cell],
    ["milliseconds", "time", utc(TimeUnit.MILLISECOND, "Z"), (cell) => cell / 1000n],
    ["nanoseconds", "time", utc(TimeUnit.NANOSECOND, "-00:00"), (cell) => cell * 1000n],
    ["durations in seconds", "length", new DurationSecond(), (cell) => cell / 1_000_000n],
    ["durations in milliseconds", "length", new DurationMillisecond(), (cell) => cell / 1000n],
    ["durations in nanoseconds", "length", new DurationNanosecond(), (cell) => cell * 1000n],
    ["wider integers", "value", new Int32()],
    ["floats", "value", new Float64()],
  ])("such as %s is converted without loss", async (_, name, type, toCell) => {
    const before = await sorted();
    await rewriteWithArrow({ [name]: await columnAs(name, type, toCell) });
    await expectConverted(
      before,
      new RegExp(`"${name}" is ${type.toString().replace(/[+]/, "\\+")}`),
    );
  });

  it.each([
    ["16", new Int16(), (codes: number[]) => Int16Array.from(codes)],
    // Arrow's own dictionaries have at most 32 bits; pyarrow writes 64, too.
    [
      "64",
      new Int64() as DataType as Int16,
      (codes: number[]) => BigInt64Array.from(codes, BigInt),
    ],
  ])(
    "such as a dictionary with codes of %s bits is read without loss",
    async (_, codes, toArray) => {
      const before = await sorted();
      const type = new Dictionary(new Utf8(), codes);
      const texts = (before[0] ?? []) as string[];
      const distinct = [...new Set(texts)].reverse();
      const numbers = texts.map((text) => distinct.indexOf(text));
      const data = toArray(numbers);
      const dictionary = vectorFromArray(distinct, new Utf8());
      const sensor = new Vector([
        makeData({ type, length: texts.length, data, dictionary } as Parameters<
          typeof makeData
        >[0]),
      ]);
      await rewriteWithArrow({ sensor });
      expect(await sorted()).toEqual(before);
      expect((await archive.merge(late)).failures).toEqual([]);
    },
  );

  const ints = (...cells: (number | null)[]): Vector =>
    vectorFromArray(
      Array.from({ length: 2000 }, (_, i) => cells[i] ?? 0),
      new Int16(),
    );
  it.each<[string, () => Promise<Record<string, Vector | null>>, string]>([
    ["a missing column", async () => ({ flags: null }), `"flags" is missing`],
    ["a column of the owner's", async () => ({ note: ints() }), `"note" is unknown`],
    [
      "a value that does not fit",
      async () => ({ value: ints(0, 127, 128) }),
      `"value" is Int16 and holds 128 (row 3), which Int8 cannot hold`,
    ],
    [
      "half a unit",
      async () => ({ value: await columnAs("value", new Float64(), (cell) => cell + 0.5) }),
      `which Int8 cannot hold`,
    ],
    [
      "half a microsecond",
      async () => ({
        time: await columnAs("time", utc(TimeUnit.NANOSECOND), (cell: bigint) => cell * 1000n + 1n),
      }),
      `(row 1), which Timestamp<MICROSECOND, UTC> cannot hold`,
    ],
    [
      "seconds past 64 bits of microseconds",
      async () => ({ time: await columnAs("time", utc(TimeUnit.SECOND), () => 2n ** 62n) }),
      `(row 1), which Timestamp<MICROSECOND, UTC> cannot hold`,
    ],
    [
      "times without a zone",
      async () => ({ time: await columnAs("time", utc(TimeUnit.MICROSECOND, null)) }),
      `"time" has no time zone`,
    ],
    [
      "text in place of numbers",
      async () => ({ value: await columnAs("value", new Utf8(), String) }),
      `"value" is Utf8, should be Int8`,
    ],
  ])("such as %s is refused with the reason, and kept", async (_, columns, reason) => {
    await rewriteWithArrow(await columns());
    const theirs = await readFile(path);
    const { failures, converted } = await archive.merge(late);
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_SCHEMA", path }]);
    expect(failures[0]?.message).toContain(reason);
    expect(converted).toEqual([]);
    expect(await archive.check(january)).toEqual([failures[0]?.message]);
    expect((await archive.rewriteOldFiles()).failures).toMatchObject([
      { code: "ERR_PARTITION_SCHEMA" },
    ]);
    expect(await readFile(path)).toEqual(theirs);
  });
});

describe("a month that its owner has changed", () => {
  it("is refused if a key is null, with the words for an archive to be mended", async () => {
    await rewriteWithDuckdb(
      "SELECT * REPLACE (if(flags % 2 = 0, NULL, sensor) AS sensor) FROM JANUARY",
    );
    const { failures } = await archive.merge(late);
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_KEYS", path }]);
    expect(failures[0]?.message).toContain(`have no "sensor"`);
    await expect(archive.read(january)).rejects.toMatchObject({ code: "ERR_PARTITION_KEYS" });
    expect((await archive.rewriteOldFiles()).failures).toMatchObject([
      { code: "ERR_PARTITION_KEYS" },
    ]);
  });

  it("keeps rows of other months and repeated keys, and says so", async () => {
    await rewriteWithDuckdb(
      `FROM JANUARY UNION ALL (SELECT * REPLACE (7 AS value) FROM JANUARY LIMIT 2)
       UNION ALL (SELECT * REPLACE (time + INTERVAL 40 DAY AS time) FROM JANUARY LIMIT 3)`,
    );
    const { suspicions, changes } = await archive.merge(late);
    expect(suspicions).toEqual([{ ...january, path, message: expect.any(String) }]);
    expect(suspicions[0]?.message).toMatch(
      /3 rows of other months, the first of 2026-02, and 2 rows with the key of another row/,
    );
    expect(changes).toMatchObject([{ rowsAdded: 1, rows: 2006 }]);
    expect(await archive.check(january)).toEqual([
      expect.stringContaining("3 rows of other months"),
    ]);
  });

  it("is not suspected at the first and the last microsecond of its month", async () => {
    const { suspicions } = await archive.merge(readingsFrom("2026-01-31T23:59:59.999Z", 1));
    expect(suspicions).toEqual([]);
    expect(await archive.check(january)).toEqual([]);
    expect(await archive.check({ year: 1999, month: 12 })).toEqual([]);
  });
});
