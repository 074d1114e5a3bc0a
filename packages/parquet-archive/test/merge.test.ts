import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTable, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
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
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const schema = new Schema([
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("value", new Int8(), true),
  new Field("note", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("id", new Uint64(), true),
]);
const byKey = defineTable({ schema, primaryKey: ["sensor", "time"], partitionTime: "time" });
/** Lets a file hold rows in any order of their keys, and rows of equal keys. */
const byId = defineTable({ schema, primaryKey: ["id"], partitionTime: "time" });

interface Row {
  readonly sensor: string;
  readonly time: bigint;
  readonly value: number | null;
  readonly note: string | null;
  readonly id: bigint;
}

const january = { year: 2026, month: 1 };
const start = BigInt(Date.UTC(2026, 0, 1)) * 1000n;
const comesAfter = (a: Row, b: Row): boolean =>
  a.sensor === b.sensor ? a.time > b.time : a.sensor > b.sensor;

function tableOf(rows: readonly Row[]): Table {
  return tableFromColumns(schema, {
    sensor: rows.map(({ sensor }) => sensor),
    time: rows.map(({ time }) => time),
    value: rows.map(({ value }) => value),
    note: rows.map(({ note }) => note),
    id: rows.map(({ id }) => id),
  });
}

function rowsOf(table: Table): Row[] {
  const column = (name: string): unknown[] => [...(table.getChild(name) ?? [])];
  const times = table
    .getChild("time")
    ?.data.flatMap(({ values }) => [...(values as BigInt64Array)]);
  const [sensors, values, ids] = [column("sensor"), column("value"), column("id")];
  const notes = column("note");
  return sensors.map((sensor, i) => ({
    sensor: sensor as string,
    time: times?.[i] ?? 0n,
    value: values[i] as number | null,
    note: notes[i] as string | null,
    id: ids[i] as bigint,
  }));
}

/** The same merge, the long way. */
function merged(existing: readonly Row[], incoming: readonly Row[]): Row[] {
  const kept = [...existing];
  for (const row of incoming) {
    const isKnown = kept.some(({ sensor, time }) => sensor === row.sensor && time === row.time);
    if (!isKnown) kept.push(row);
  }
  return kept
    .map((row, place) => ({ row, place }))
    .sort((a, b) =>
      comesAfter(a.row, b.row) ? 1 : comesAfter(b.row, a.row) ? -1 : a.place - b.place,
    )
    .map(({ row }) => row);
}

const anyRow = fc.record({
  sensor: fc.constantFrom("1", "12", "9", "a", "ä", ""),
  // Few enough that keys meet, and past 32 bits of microseconds.
  time: fc.integer({ min: 0, max: 40 }).map((quarter) => start + BigInt(quarter) * 900_000_000n),
  value: fc.option(fc.integer({ min: -128, max: 127 }), { freq: 4 }),
  note: fc.option(fc.constantFrom("late", "clipped")),
});
const anyRows = (from: bigint): fc.Arbitrary<Row[]> =>
  fc
    .array(anyRow, { maxLength: 60 })
    .map((rows) => rows.map((row, i) => ({ ...row, id: from + BigInt(i) })));

describe("a merge of many rows", () => {
  it("keeps all archived rows and the first of each new key, in order of key", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows(0n), anyRows(100n), anyRows(200n), async (old, first, second) => {
        const folder = await mkdtemp(join(tmpdir(), "merge-"));
        try {
          await new ParquetArchive({ folder, table: byId }).merge(tableOf(old));
          const archive = new ParquetArchive({ folder, table: byKey });
          let expected: readonly Row[] = old;
          for (const batch of [first, second]) {
            const before = expected.length;
            const hasNew = merged(expected, batch).length > before;
            const { rowsAdded } = await archive.merge(tableOf(batch));
            // A merge without a new row leaves the file as it is, in its own order.
            if (hasNew) expected = merged(expected, batch);
            expect(rowsAdded).toBe(expected.length - before);
            const table = await archive.read(january);
            expect(table === undefined ? [] : rowsOf(table)).toEqual(expected);
          }
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 150 },
    );
  });
});
