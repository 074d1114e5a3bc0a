import {
  ArchiveError,
  columnNamesIn,
  decodeFile,
  defineTable,
  encodeFile,
  tableFromColumns,
} from "@envoy/parquet-archive";
import { Field, Int64, Schema, type Table, Uint8 } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { cellsOf, readings, readingsFrom, schema } from "./support/readings.js";

const rows = readingsFrom("2026-01-31T20:00:00Z", 50);

/** The rows with columns of the path in front, and one column wider than the archive's. */
function rewritten(table: Table): Table {
  const [sensor, time, length, value, flags] = schema.fields;
  if (!sensor || !time || !length || !value || !flags) throw new TypeError();
  const wider = new Schema([
    new Field("day", new Uint8(), true),
    new Field("month", new Uint8(), true),
    sensor,
    time,
    length,
    new Field("value", new Int64(), true),
    flags,
  ]);
  const [sensors = [], times = [], lengths = [], values = [], allFlags = []] = cellsOf(table);
  const ones = sensors.map(() => 1);
  return tableFromColumns(wider, {
    day: ones,
    month: ones,
    sensor: sensors.map(String),
    time: times.map((cell) => BigInt(String(cell))),
    length: lengths.map((cell) => (cell === null ? null : BigInt(String(cell)))),
    value: values.map((cell) => (cell === null ? null : BigInt(String(cell)))),
    flags: allFlags.map((cell) => BigInt(String(cell))),
  });
}

describe("a file that is in no archive", () => {
  it("is decoded to the rows that were encoded", async () => {
    const bytes = await encodeFile(rows, { program: "test" });
    const { table, differences } = decodeFile(bytes, readings, "a.parquet");
    expect(cellsOf(table)).toEqual(cellsOf(rows));
    expect(differences).toEqual([]);
    expect(columnNamesIn(bytes, "a.parquet")).toEqual(schema.fields.map(({ name }) => name));
  });

  it("has the table's columns alone, in its types, whatever it was written with", async () => {
    const byDay = defineTable({ ...readings, partitionBy: "day" });
    const { table, differences } = decodeFile(await encodeFile(rewritten(rows)), byDay, "a");
    expect(table.schema.fields.map(String)).toEqual(schema.fields.map(String));
    expect(cellsOf(table)).toEqual(cellsOf(rows));
    expect(differences).toEqual(['"value" is Int64, not Int8']);
  });

  it("is refused with its path if it is no Parquet file", () => {
    const bytes = new TextEncoder().encode("no Parquet file");
    for (const read of [
      () => decodeFile(bytes, readings, "b.parquet"),
      () => columnNamesIn(bytes, "b.parquet"),
    ]) {
      expect(read).toThrow(ArchiveError);
      expect(read).toThrow(/Cannot read b\.parquet/);
    }
  });

  it("may have columns that the table does not know, which are left out", async () => {
    const { table } = decodeFile(await encodeFile(rewritten(rows)), readings, "b.parquet");
    expect(cellsOf(table)).toEqual(cellsOf(rows));
  });

  it("is refused with the reason if a column is missing, and whoever wrote it is to write it again", async () => {
    const bytes = await encodeFile(rows.select(["sensor", "time", "length", "flags"]));
    const read = (): unknown => decodeFile(bytes, readings, "b.parquet");
    expect(read).toThrow(expect.objectContaining({ code: "ERR_PARTITION_SCHEMA" }));
    expect(read).toThrow('"value" is missing. It has to be written again.');
  });
});
