import { defineTable, type TableDefinition, tableFromColumns } from "@envoy/parquet-archive";
import {
  Dictionary,
  Field,
  Float64,
  Int32,
  Schema,
  type Table,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";

const schema: Schema = new Schema([
  new Field("meter", new Dictionary(new Utf8(), new Int32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("power", new Float64(), true),
  new Field("json", new Utf8(), true),
]);

/** A table by day with a column of plain text. */
export const meter: TableDefinition = defineTable({
  schema,
  primaryKey: ["meter", "time"],
  partitionTime: "time",
  partitionBy: "day",
});

/** The same, which archives only what differs from the row before. */
export const changes: TableDefinition = defineTable({ ...meter, skipRepeats: true });

/** One row of {@link meter}. */
export type MeterRow = readonly [meter: string, time: string, json: string | null];

/** The power follows from the text. */
export function meterRows(rows: readonly MeterRow[]): Table {
  return tableFromColumns(schema, {
    meter: rows.map(([name]) => name),
    time: rows.map(([, time]) => BigInt(Date.parse(time)) * 1000n),
    power: rows.map(([, , json]) => (json === null ? null : json.length / 8)),
    json: rows.map(([, , json]) => json),
  });
}

/** The rows of a table, times to the millisecond. */
export function rowsOfMeter(table: Table | undefined): MeterRow[] {
  const column = (name: string): unknown[] => [...(table?.getChild(name) ?? [])];
  const [times, jsons] = [column("time"), column("json")];
  return column("meter").map((name, i) => [
    String(name),
    new Date(Number(times[i])).toISOString(),
    jsons[i] as string | null,
  ]);
}
