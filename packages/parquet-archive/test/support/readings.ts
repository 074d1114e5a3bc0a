import { defineTable, type TableDefinition, tableFromColumns } from "@envoy/parquet-archive";
import {
  Dictionary,
  DurationMicrosecond,
  Field,
  Int8,
  Schema,
  type Table,
  TimestampMicrosecond,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";

/** A column of each kind that an archive can hold. */
export const schema: Schema = new Schema([
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("length", new DurationMicrosecond(), true),
  new Field("value", new Int8(), true),
  new Field("flags", new Uint64(), true),
]);

export const readings: TableDefinition = defineTable({
  schema,
  primaryKey: ["sensor", "time"],
  partitionTime: "time",
});

/** Row `i` is a quarter of an hour after row `i - 1`, the first at `start`. */
export function readingsFrom(start: string, count: number): Table {
  const numbers = Array.from({ length: count }, (_, i) => i);
  const first = BigInt(Date.parse(start)) * 1000n;
  return tableFromColumns(schema, {
    sensor: numbers.map((i) => ["a", "b", "ä"][i % 3] ?? ""),
    time: numbers.map((i) => first + BigInt(i) * 900_000_000n),
    length: numbers.map((i) => (i % 7 === 0 ? null : 900_000_000n)),
    value: numbers.map((i) => (i % 5 === 0 ? null : (i % 256) - 128)),
    flags: numbers.map((i) => 2n ** 64n - 1n - BigInt(i)),
  });
}

/** The rows as the values that Arrow stores, which can be compared. */
export function cellsOf(table: Table | undefined): readonly unknown[][] {
  return schema.fields.map(({ name }) => {
    const vector = table?.getChild(name);
    // Arrow's own getter rounds microseconds to milliseconds.
    if (name === "sensor") return [...(vector ?? [])];
    return (vector?.data ?? []).flatMap((chunk) =>
      Array.from({ length: chunk.length }, (_, i) => (chunk.getValid(i) ? chunk.values[i] : null)),
    );
  });
}
