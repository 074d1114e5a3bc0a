import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { castRows, defineTable, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import {
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  Schema,
  type Table,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { queryArchive } from "./support/query-archive.js";
import { writeWithDuckdb } from "./support/write-with-duckdb.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "text-and-doubles-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const schema = new Schema([
  new Field("meter", new Dictionary(new Utf8(), new Int32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("power", new Float64(), true),
  new Field("json", new Utf8(), true),
  new Field("note", new Dictionary(new Utf8(), new Int32()), true),
]);
const table = defineTable({ schema, primaryKey: ["meter", "time"], partitionTime: "time" });
const january = { year: 2026, month: 1 };
const start = BigInt(Date.UTC(2026, 0, 1)) * 1000n;

interface Row {
  readonly minute: number;
  readonly power: number | null;
  readonly json: string | null;
  readonly note: string | null;
}

function tableOf(rows: readonly Row[]): Table {
  return tableFromColumns(schema, {
    meter: rows.map(() => "1"),
    time: rows.map(({ minute }) => start + BigInt(minute) * 60_000_000n),
    power: rows.map(({ power }) => power),
    json: rows.map(({ json }) => json),
    note: rows.map(({ note }) => note),
  });
}

function rowsOf(found: Table | undefined): Row[] {
  const column = (name: string): unknown[] => [...(found?.getChild(name) ?? [])];
  const [powers, jsons, notes] = [column("power"), column("json"), column("note")];
  const times = found
    ?.getChild("time")
    ?.data.flatMap(({ values }) => [...(values as BigInt64Array)]);
  return powers.map((power, i) => ({
    minute: Number(((times?.[i] ?? 0n) - start) / 60_000_000n),
    power: power as number | null,
    json: jsons[i] as string | null,
    note: notes[i] as string | null,
  }));
}

const open = (): ParquetArchive => new ParquetArchive({ folder, table });
const noNote = { note: null };

describe("text and doubles", () => {
  it("are archived exactly, nulls too, as DuckDB reads them", async () => {
    await open().merge(
      tableOf([
        { minute: 0, power: 0.1 + 0.2, json: '{"ä": "😀"}\r\n', note: "late" },
        { minute: 1, power: null, json: null, ...noNote },
        { minute: 2, power: -5e-324, json: "", note: "late" },
      ]),
    );
    expect(
      await queryArchive(folder, "SELECT power, json, note FROM ARCHIVE ORDER BY time"),
    ).toEqual([
      [0.1 + 0.2, '{"ä": "😀"}\r\n', "late"],
      [null, null, null],
      [-5e-324, "", "late"],
    ]);
  });

  // Arrow's own getter drops a byte order mark at the beginning, which the file has.
  const anyText = fc.option(
    fc
      .oneof(fc.string({ unit: "binary" }), fc.constant("ä".repeat(400)))
      .filter((text) => !text.startsWith("\ufeff")),
    { freq: 4 },
  );
  const anyRow: fc.Arbitrary<Row> = fc.record({
    minute: fc.integer({ min: 0, max: 200 }),
    power: fc.option(fc.double(), { freq: 4 }),
    json: anyText,
    note: anyText,
  });

  it("survive any merges bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyRow), { maxLength: 4 }), async (batches) => {
        await rm(folder, { recursive: true, force: true });
        const expected = new Map<number, Row>();
        for (const batch of batches) {
          await open().merge(tableOf(batch));
          for (const row of batch) {
            if (!expected.has(row.minute)) expected.set(row.minute, row);
          }
        }
        const sorted = [...expected.values()].sort((a, b) => a.minute - b.minute);
        expect(rowsOf(await open().read(january))).toEqual(sorted);
      }),
      { numRuns: 60 },
    );
  });

  it("are archived from a part of a table, too", async () => {
    const rows = ["a", null, "ccc", "dd"].map((json, minute) => ({
      minute,
      power: minute / 8,
      json,
      ...noNote,
    }));
    await open().merge(tableOf(rows).slice(1, 3));
    expect(rowsOf(await open().read(january))).toEqual(rows.slice(1, 3));
    await open().merge(tableOf(rows).slice(2));
    expect(rowsOf(await open().read(january))).toEqual(rows.slice(1));
  });

  it("are rewritten with every row compared, also if a value is not a number", async () => {
    const rows = [
      { minute: 0, power: Number.NaN, json: "a", ...noNote },
      { minute: 1, power: -0, json: null, ...noNote },
    ];
    await open().write(january, tableOf(rows));
    expect(rowsOf(await open().read(january))).toEqual(rows);
  });

  it("are read from files that other programs wrote with other types", async () => {
    const path = open().path(january);
    await mkdir(dirname(path), { recursive: true });
    await writeWithDuckdb(
      path,
      `SELECT '1' AS meter, TIMESTAMPTZ '2026-01-01T00:00:00Z' AS time, 12::BIGINT AS power,
        'late' AS note, '{}' AS json UNION ALL
       SELECT '1', TIMESTAMPTZ '2026-01-01T00:01:00Z', NULL, NULL, NULL`,
    );
    await open().merge(tableOf([{ minute: 2, power: 1.5, json: "x", ...noNote }]));
    expect(rowsOf(await open().read(january))).toEqual([
      { minute: 0, power: 12, json: "{}", note: "late" },
      { minute: 1, power: null, json: null, ...noNote },
      { minute: 2, power: 1.5, json: "x", ...noNote },
    ]);
  });

  it("are refused where a double cannot hold an integer", async () => {
    const path = open().path(january);
    await mkdir(dirname(path), { recursive: true });
    await writeWithDuckdb(
      path,
      `SELECT '1' AS meter, TIMESTAMPTZ '2026-01-01T00:00:00Z' AS time,
        9007199254740993::BIGINT AS power, 'late' AS note, '{}' AS json`,
    );
    const message = /"power" is Int64 and holds 9007199254740993 \(row 1\), which Float64/;
    await expect(open().read(january)).rejects.toThrow(message);
  });

  it("cast to other types, null where a value does not fit", () => {
    const whole = new Schema([new Field("power", new Int64(), true)]);
    const rows = [1.5, -3, Number.NaN, null].map((power, minute) => ({
      minute,
      power,
      json: null,
      ...noNote,
    }));
    const cast = castRows(tableOf(rows), whole, ["power"]);
    expect([...(cast.rows.getChild("power") ?? [])]).toEqual([null, -3n, null, null]);
    expect(cast.overflows).toBe(2);
  });

  it("cannot be keys", () => {
    for (const name of ["power", "json"]) {
      expect(() => defineTable({ schema, primaryKey: [name], partitionTime: "time" })).toThrow(
        /which a key cannot have/,
      );
    }
  });
});
