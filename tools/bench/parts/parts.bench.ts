import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDeviceDataText } from "@envoy/envoy-client";
import { createSite, deviceDataPage } from "@envoy/envoy-simulator";
import { defineTable, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import { WalBuffer } from "@envoy/wal-buffer";
import {
  Dictionary,
  Field,
  Schema,
  type Table,
  TimestampMicrosecond,
  Uint32,
  Utf8,
} from "apache-arrow";
import { afterAll, bench, describe } from "vitest";

// The inner parts in a warm process, each beside the least it has to do. bench.ts measures
// whole processes, which pay for a cold start too.

const noon = Date.UTC(2026, 5, 30, 12) / 1000;
const page = deviceDataPage(createSite({ since: noon - 86_400 }).invertersAt(noon));
const folder = mkdtempSync(join(tmpdir(), "parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an answer of ten inverters", () => {
  bench("JSON.parse", () => {
    JSON.parse(page);
  });
  bench("parseDeviceDataText", () => {
    parseDeviceDataText(page);
  });
});

describe("an answer of ten inverters, saved", () => {
  const bytes = Buffer.from(page);
  const buffer = new WalBuffer({ folder: join(folder, "buffer") });
  bench("written, not synced", () => {
    writeFileSync(join(folder, "answer.json"), bytes);
  });
  bench("appended to the buffer", async () => {
    await buffer.append(bytes);
  });
});

const measures = Array.from({ length: 11 }, (_, i) => `measure_${i}`);
const schema = new Schema([
  new Field("serial_number", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("period_end_time", new TimestampMicrosecond("UTC"), true),
  ...measures.map((name) => new Field(name, new Uint32(), true)),
]);
const table = defineTable({
  schema,
  primaryKey: ["serial_number", "period_end_time"],
  partitionTime: "period_end_time",
});

/** A reading of each of ten inverters, for each of these quarters of an hour. */
function readings(first: number, quarters: number): Table {
  const rows = Array.from({ length: 10 * quarters }, (_, i) => i);
  const columns: Record<string, (string | number | bigint)[]> = {
    serial_number: rows.map((i) => `12218000000${i % 10}`),
    period_end_time: rows.map(
      (i) => BigInt(Date.UTC(2026, 5, 1) / 1000 + 900 * (first + Math.floor(i / 10))) * 1_000_000n,
    ),
  };
  for (const [m, name] of measures.entries()) {
    columns[name] = rows.map((i) => 1000 * m + ((i * 7919) % 500));
  }
  return tableFromColumns(schema, columns);
}

describe("ten readings into a month of ten inverters", async () => {
  const archive = new ParquetArchive({ folder: join(folder, "archive"), table });
  // Half of the quarters of an hour in a month: the other half is night.
  await archive.merge(readings(0, 1440));
  const known = readings(0, 1);
  let quarter = 1440;
  const options = { iterations: 50, time: 0, warmupIterations: 20, warmupTime: 0 };
  bench("known: read, nothing written", async () => void (await archive.merge(known)), options);
  bench(
    "new: read, merged, written",
    async () => void (await archive.merge(readings(quarter++, 1))),
    options,
  );
});
