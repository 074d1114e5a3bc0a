import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import { ArchiveError, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nestedParquet } from "./support/nested-parquet.js";
import { randomNumbers } from "./support/random.js";
import { cellsOf, readings, readingsFrom, schema } from "./support/readings.js";
import { writeWithDuckdb } from "./support/write-with-duckdb.js";

const january = { year: 2026, month: 1 };
const february = { year: 2026, month: 2 };
const inJanuary = readingsFrom("2026-01-01T00:00:00Z", 300);
const acrossMonths = readingsFrom("2026-01-31T12:00:00Z", 96);

let folder = "";
let archive: ParquetArchive;
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "damaged-"));
  archive = new ParquetArchive({ folder, table: readings });
  path = archive.path(january);
  await archive.merge(inJanuary);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A merge into both months, in which January fails. Returns why. */
async function failureOfJanuary(): Promise<ArchiveError> {
  const { failures, changes } = await archive.merge(acrossMonths);
  expect(changes).toMatchObject([february]);
  expect(failures).toHaveLength(1);
  expect(await archive.check(january)).toEqual([failures[0]?.message]);
  if (failures[0] === undefined) throw new Error("January did not fail.");
  return failures[0];
}

describe("a month's file that is not one", () => {
  it.each([
    ["a FIFO", "is a FIFO", () => execFileSync("mkfifo", [path])],
    ["a device", "is a character device", () => symlink("/dev/zero", path)],
    ["a folder", "EISDIR", () => mkdir(path)],
    ["a link that leads nowhere", "ENOENT", () => symlink("/none", path)],
  ])("%s is refused at once, and the other months are archived", async (_, reason, make) => {
    await rm(path);
    await make();
    const { code, message } = await failureOfJanuary();
    expect(code).toBe("ERR_PARTITION_UNREADABLE");
    expect(message).toContain(path);
    expect(message).toContain(reason);
  });

  it("a link to a file is read and may be merged into", async () => {
    await rename(path, join(folder, "elsewhere"));
    await symlink(join(folder, "elsewhere"), path);
    expect((await archive.read(january))?.numRows).toBe(300);
    expect((await archive.merge(acrossMonths)).failures).toEqual([]);
  });
});

describe("a month's folder", () => {
  it("may be a link to a folder", async () => {
    await rename(join(folder, "year=2026/month=1"), join(folder, "elsewhere"));
    await symlink(join(folder, "elsewhere"), join(folder, "year=2026/month=1"));
    expect(await archive.partitions()).toEqual([january]);
    expect((await archive.merge(acrossMonths)).failures).toEqual([]);
  });

  it("that is a file fails its month alone", async () => {
    await rm(join(folder, "year=2026/month=1"), { recursive: true });
    await writeFile(join(folder, "year=2026/month=1"), "");
    expect((await failureOfJanuary()).message).toContain("ENOTDIR");
    expect(await archive.partitions()).toEqual([february]);
  });

  it("of no calendar's year or month is none", async () => {
    for (const name of ["year=2026/month=13", "year=2026/month=0", "year=12345678/month=1"]) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, "00000000.parquet"), "");
    }
    await writeFile(join(folder, "year=2027"), "");
    expect(await archive.partitions()).toEqual([january]);
  });

  it("that may not be listed is a month that fails", async () => {
    const denied: FileSystem = {
      ...nodeFileSystem,
      readdir: async (listed) => {
        if (!listed.endsWith("month=1")) return nodeFileSystem.readdir(listed);
        throw Object.assign(new Error(`EACCES: permission denied, scandir '${listed}'`), {
          code: "EACCES",
        });
      },
    };
    archive = new ParquetArchive({ folder, table: readings, fileSystem: denied });
    expect((await failureOfJanuary()).message).toContain("EACCES");
    expect(await archive.partitions()).toEqual([january, february]);
    const { failures, rewritten } = await archive.rewriteOldFiles();
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_UNREADABLE", path }]);
    expect(rewritten).toEqual([]);
  });
});

describe("a month's file that is damaged or absurd", () => {
  it.each([
    [
      "cut after any byte",
      (good: Buffer) => [0.1, 0.5, 0.9, 0.99].map((part) => good.subarray(0, good.length * part)),
    ],
    ["without its footer", (good: Buffer) => [good.subarray(0, -8)]],
    [
      "a footer longer than the file",
      (good: Buffer) => [
        Buffer.concat([
          good.subarray(0, -8),
          Buffer.from([255, 255, 255, 127]),
          Buffer.from("PAR1"),
        ]),
      ],
    ],
    [
      "with an encrypted footer",
      (good: Buffer) => [Buffer.concat([good.subarray(0, -4), Buffer.from("PARE")])],
    ],
  ])("%s is refused", async (_, damage) => {
    for (const bytes of damage(await readFile(path))) {
      await writeFile(path, bytes);
      expect((await failureOfJanuary()).code).toBe("ERR_PARTITION_UNREADABLE");
      await rm(archive.path(february));
    }
  });

  it("never breaks the reading of the other months, even if the Parquet library crashes", async () => {
    await archive.merge(acrossMonths);
    const before = cellsOf(await archive.read(february));
    for (const depth of [1000, 16_000]) {
      await writeFile(path, nestedParquet(depth));
      await expect(archive.read(january)).rejects.toMatchObject({
        code: "ERR_PARTITION_UNREADABLE",
      });
      expect(cellsOf(await archive.read(february))).toEqual(before);
    }
    const { changes } = await archive.merge(readingsFrom("2026-02-20T00:00:00Z", 1));
    expect(changes).toMatchObject([{ ...february, rowsAdded: 1 }]);
  });

  it("with 20 million rows in a few kB is refused before they fill the memory", async () => {
    await writeWithDuckdb(path, "SELECT NULL::VARCHAR AS sensor FROM range(20_000_000)");
    const { message } = await failureOfJanuary();
    expect(message).toContain("more than 10000000 rows");
  });

  it("with nested columns is refused by their names", async () => {
    await writeWithDuckdb(path, "SELECT {a: [1, 2]} AS sensor, MAP {'a': 1} AS extra");
    const { code, message } = await failureOfJanuary();
    expect(code).toBe("ERR_PARTITION_SCHEMA");
    expect(message).toContain(`"extra" is unknown`);
    expect(message).toContain(`"sensor" is Struct`);
  });

  it("of no rows gets the new ones", async () => {
    await writeWithDuckdb(
      join(folder, "copy"),
      `FROM read_parquet('${path}', hive_partitioning = false) LIMIT 0`,
    );
    await rename(join(folder, "copy"), path);
    expect((await archive.read(january))?.numRows).toBe(0);
    const { failures, changes } = await archive.merge(inJanuary);
    expect(failures).toEqual([]);
    expect(changes).toMatchObject([{ rows: 300 }]);
  });

  it("with random bytes flipped or cut off is refused, or is a table of the archive's types", async () => {
    const good = await readFile(path);
    const before = cellsOf(await archive.read(january));
    const random = randomNumbers(20_260_101);
    const footer = good.length - 8 - good.readUInt32LE(good.length - 8);
    const types = schema.fields.map(({ name, type }) => `${name}: ${type}`);
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const bytes = Buffer.from(i % 5 === 0 ? good.subarray(0, random(good.length)) : good);
      const from = i % 2 === 0 ? 0 : footer;
      for (let flips = 1 + random(3); flips > 0; flips--) {
        const at = Math.min(from + random(good.length - from), bytes.length - 1);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      }
      await writeFile(path, bytes);
      try {
        const table = await archive.read(january);
        expect(table?.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual(types);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
    await writeFile(path, good);
    expect(cellsOf(await archive.read(january))).toEqual(before);
  });
});

describe("rows to merge", () => {
  it("with a null key or an absurd time are a programmer's mistake", async () => {
    const table = readingsFrom("2026-01-01T00:00:00Z", 3);
    const time = table.getChild("time")?.data[0]?.values as BigInt64Array;
    time[1] = 2n ** 63n - 1n;
    await expect(archive.merge(table)).rejects.toThrow(TypeError);
    time[1] = -(2n ** 57n);
    await expect(archive.merge(table)).rejects.toThrow(TypeError);
    const noSensor = tableFromColumns(schema, {
      sensor: ["a", null],
      time: [1_767_225_600_000_000n, 1_767_225_600_000_000n],
      length: [null, null],
      value: [null, null],
      flags: [null, null],
    });
    await expect(archive.merge(noSensor)).rejects.toThrow(TypeError);
  });
});
