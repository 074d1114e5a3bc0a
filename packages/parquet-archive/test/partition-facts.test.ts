import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dictionary, Field, Schema, TimestampMicrosecond, Uint32, Utf8 } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ArchiveError, defineTable, ParquetArchive, tableFromColumns } from "../src/index.js";

const schema = new Schema([
  new Field("sensor", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
]);
const table = defineTable({ schema, primaryKey: ["sensor", "time"], partitionTime: "time" });
const may = { year: 2026, month: 5 };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "partition-facts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Of two sensors, so that the file is not in the order of time. */
async function archiveOf(...times: readonly string[]): Promise<ParquetArchive> {
  const archive = new ParquetArchive({ folder, table });
  const time = times.map((text) => BigInt(Date.parse(text)) * 1000n);
  const sensor = times.map((_, i) => (i % 2 === 0 ? "b" : "a"));
  await archive.write(may, tableFromColumns(schema, { sensor, time }));
  return archive;
}

describe("the facts of a partition", () => {
  it("are the size, hash, rows and span of its file", async () => {
    const [first, middle, last] = [
      "2026-05-01T04:15:00.123Z",
      "2026-05-02T00:00:00Z",
      "2026-05-31T19:45:00Z",
    ] as const;
    const archive = await archiveOf(first, middle, last);
    const bytes = await readFile(archive.path(may));
    expect(await archive.describe(may)).toEqual({
      bytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      rows: 3,
      first: Date.parse(first),
      last: Date.parse(last),
    });
  });

  it("have no span without rows, and there are none without a file", async () => {
    const archive = await archiveOf();
    expect(await archive.describe(may)).toMatchObject({
      rows: 0,
      first: undefined,
      last: undefined,
    });
    expect(await archive.describe({ year: 2026, month: 6 })).toBeUndefined();
  });

  it("are refused of a damaged file", async () => {
    const archive = await archiveOf("2026-05-02T00:00:00Z");
    const bytes = await readFile(archive.path(may));
    await writeFile(archive.path(may), bytes.subarray(0, bytes.byteLength - 20));
    await expect(archive.describe(may)).rejects.toThrow(ArchiveError);
  });
});
