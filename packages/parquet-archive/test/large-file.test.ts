import { randomBytes } from "node:crypto";
import { Dictionary, Field, Float64, Schema, Uint32, Utf8 } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { decodeParquet, encodeParquet } from "../src/parquet-codec.js";
import { tableFromColumns } from "../src/table-from-columns.js";

describe("a file of more than 8 MiB", () => {
  it("is decoded piece by piece, with the same rows", () => {
    const schema = new Schema([
      new Field("name", new Dictionary(new Utf8(), new Uint32()), true),
      new Field("text", new Utf8(), true),
      new Field("value", new Float64(), true),
    ]);
    const rows = Array.from({ length: 140_000 }, (_, i) => i);
    // Another name in each third, and random text, which no compression makes smaller.
    const text = rows.map((i) => (i % 7 === 0 ? null : randomBytes(80).toString("hex")));
    const name = rows.map((i) => (i % 5 === 0 ? null : `name ${Math.floor(i / 50_000)}`));
    const value = rows.map((i) => (i % 3 === 0 ? null : i / 8));
    const bytes = encodeParquet(tableFromColumns(schema, { name, text, value }));
    const table = decodeParquet(bytes);
    expect(bytes.byteLength / 2 ** 20).toBeGreaterThan(8);
    expect(table.batches.length).toBeGreaterThan(1);
    const valuesOf = (column: string): unknown => Array.from(table.getChild(column) ?? []);
    expect(valuesOf("name")).toEqual(name);
    expect(valuesOf("text")).toEqual(text);
    expect(valuesOf("value")).toEqual(value);
  });
});
