import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ParquetArchive } from "@envoy/parquet-archive";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changes, type MeterRow, meter, meterRows, rowsOfMeter } from "./support/meter.js";
import { duckdbRows, queryArchive } from "./support/query-archive.js";
import { readings } from "./support/readings.js";

let root = "";
let folder = "";
let archive: ParquetArchive;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "close-months-"));
  folder = join(root, "meters");
  archive = new ParquetArchive({ folder, table: meter });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const may = { year: 2026, month: 5, day: 0 };
const month = (): string => join(folder, "year=2026/month=5");
const before = new Date("2026-06-02T00:00:00Z");
const nothing = { closed: [], leftOpen: [], failures: [] };
const rows: readonly MeterRow[] = [
  ["a", "2026-05-01T00:00:00.000Z", "1"],
  ["a", "2026-05-31T23:59:00.000Z", null],
  ["b", "2026-05-01T00:00:00.000Z", "ä"],
  ["b", "2026-05-30T12:00:00.000Z", "4"],
];
const june: MeterRow = ["a", "2026-06-01T00:00:00.000Z", "5"];

describe("closeMonths", () => {
  it("merges the days of a month that is over into one file, sorted by key", async () => {
    await archive.merge(meterRows([...rows, june]));
    const { closed, leftOpen, failures } = await archive.closeMonths({ before });
    expect([leftOpen, failures]).toEqual([[], []]);
    expect(closed).toMatchObject([{ ...may, rows: 4, path: archive.path(may) }]);
    expect(await archive.partitions()).toEqual([may, { year: 2026, month: 6, day: 1 }]);
    expect(rowsOfMeter(await archive.read(may))).toEqual(rows);
    expect(await archive.check(may)).toEqual([]);
    expect(await readdir(root)).toEqual(["meters"]);
    expect(await readdir(month())).toEqual(["day=0"]);
    expect(
      await queryArchive(
        folder,
        "SELECT month, day, count(*) FROM ARCHIVE GROUP BY ALL ORDER BY ALL",
      ),
    ).toEqual([
      ["5", "0", "4"],
      ["6", "1", "1"],
    ]);
  });

  it("leaves a month that is not over, and one that is closed", async () => {
    await archive.merge(meterRows(rows));
    const early = new Date("2026-05-31T23:59:59.999Z");
    expect(await archive.closeMonths({ before: early })).toEqual(nothing);
    await archive.closeMonths({ before: new Date("2026-06-01T00:00:00Z") });
    expect(await archive.partitions()).toEqual([may]);
    const file = await readFile(archive.path(may));
    expect(await archive.closeMonths({ before })).toEqual(nothing);
    expect(Buffer.compare(await readFile(archive.path(may)), file)).toBe(0);
  });

  it("merges late rows into the file of a closed month, the first row of a key first", async () => {
    await archive.merge(meterRows(rows));
    await archive.closeMonths({ before });
    const late: MeterRow = ["a", "2026-05-07T00:00:00.000Z", "late"];
    const { changes: changed } = await archive.merge(
      meterRows([late, ["a", "2026-05-01T00:00:00.000Z", "other"], june]),
    );
    expect(changed).toMatchObject([
      { ...may, rowsAdded: 1, rows: 5 },
      { month: 6, day: 1, rowsAdded: 1 },
    ]);
    expect(rowsOfMeter(await archive.read(may))).toEqual([rows[0], late, ...rows.slice(1)]);
  });

  it("keeps the first report of each day, and adds no repeat after that", async () => {
    archive = new ParquetArchive({ folder, table: changes });
    const same = [
      "2026-05-01T00:00",
      "2026-05-01T01:00",
      "2026-05-02T00:00",
      "2026-05-02T01:00",
    ].map((time): MeterRow => ["a", `${time}:00.000Z`, "x"]);
    await archive.merge(meterRows(same));
    await archive.closeMonths({ before });
    expect((await archive.merge(meterRows(same))).changes).toEqual([]);
    expect(rowsOfMeter(await archive.read(may))).toEqual([same[0], same[2]]);
  });

  it.each([
    "year=2026/month=5/notes.txt",
    "year=2026/month=5/day=1/mine.csv",
    "year=2026/month=5/day=x/a",
  ])("leaves a month as days whose folder holds %s, and says so", async (name) => {
    await archive.merge(meterRows(rows));
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), "somebody's");
    const { closed, leftOpen } = await archive.closeMonths({ before });
    expect(closed).toEqual([]);
    expect(leftOpen).toMatchObject([{ year: 2026, month: 5 }]);
    expect(leftOpen[0]?.message).toMatch(/The days of 2026-05 .* is not the archive's; move it/);
    expect((await archive.partitions()).map(({ day }) => day)).toEqual([1, 30, 31]);
    expect(await readFile(join(folder, name), "utf8")).toBe("somebody's");
  });

  it("leaves a month as days of which one is damaged, says which, and closes it once that is repaired", async () => {
    await archive.merge(meterRows([...rows, ["a", "2026-04-01T00:00:00.000Z", "0"]]));
    const damaged = archive.path({ ...may, day: 30 });
    const good = await readFile(damaged);
    await writeFile(damaged, good.subarray(0, 100));
    const { closed, failures } = await archive.closeMonths({ before });
    expect(closed).toMatchObject([{ month: 4, day: 0 }]);
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_UNREADABLE", path: damaged }]);
    expect((await archive.partitions()).map(({ day }) => day)).toEqual([0, 1, 30, 31]);
    await writeFile(damaged, good);
    expect((await archive.closeMonths({ before })).closed).toMatchObject([{ ...may, rows: 4 }]);
  });

  it("leaves a month as days that is too large for the memory, and goes on adding to it", async () => {
    await archive.merge(meterRows(rows));
    const { closed, leftOpen } = await archive.closeMonths({ before, maxBytes: 100 });
    expect(closed).toEqual([]);
    expect(leftOpen[0]?.message).toMatch(
      /stay as they are, a file each: together they are too large/,
    );
    const late = await archive.merge(meterRows([["c", "2026-05-30T12:00:00.000Z", "4"]]));
    expect(late.changes).toMatchObject([{ day: 30 }]);
  });

  it("writes a month of many megabytes piece by piece, each row as it was", async () => {
    const long = Array.from({ length: 31 * 40 }, (_, i): MeterRow => {
      const time = new Date(Date.UTC(2026, 4, 1) + i * 2_160_000).toISOString();
      return [i % 2 === 0 ? "a" : "b", time, i % 9 === 0 ? null : `${i} `.repeat(1500)];
    });
    await archive.merge(meterRows(long));
    expect((await archive.closeMonths({ before })).closed).toMatchObject([{ rows: long.length }]);
    const inOrder = [0, 1].flatMap((first) => long.filter((_, i) => i % 2 === first));
    expect(rowsOfMeter(await archive.read(may))).toEqual(inOrder);
    const groups = await duckdbRows(
      `SELECT count(DISTINCT row_group_id) FROM parquet_metadata('${archive.path(may)}')`,
    );
    expect(Number(groups[0]?.[0])).toBeGreaterThan(1);
  });

  it("joins days that were put back beside a closed month", async () => {
    await archive.merge(meterRows(rows));
    const day = await readFile(archive.path({ ...may, day: 30 }));
    await archive.closeMonths({ before });
    await mkdir(join(month(), "day=30"));
    await writeFile(archive.path({ ...may, day: 30 }), day);
    expect((await archive.closeMonths({ before })).closed).toMatchObject([{ ...may, rows: 4 }]);
    expect(await archive.partitions()).toEqual([may]);
  });

  it("never removes days while their month was made anew by something else", async () => {
    await archive.merge(meterRows(rows));
    await mkdir(`${folder}.closing`);
    await rename(month(), `${folder}.closing/2026-05.days`);
    await mkdir(join(month(), "day=30"), { recursive: true });
    const { failures } = await archive.closeMonths({ before });
    expect(failures).toMatchObject([{ code: "ERR_PARTITION_WRITE", path: archive.path(may) }]);
    expect(failures[0]?.message).toMatch(/2026-05\.days holds the days of .*month=5/);
    const merge = await archive.merge(meterRows([...rows, june]));
    expect(merge.failures).toMatchObject([{ code: "ERR_PARTITION_WRITE" }]);
    expect(merge.changes).toMatchObject([{ month: 6 }]);
    expect(await readdir(`${folder}.closing/2026-05.days`)).toEqual(["day=1", "day=30", "day=31"]);
  });

  it("stops between months when it is aborted", async () => {
    await archive.merge(meterRows(rows));
    const signal = AbortSignal.abort();
    await expect(archive.closeMonths({ before, signal })).rejects.toThrow("abort");
    expect((await archive.partitions()).map(({ day }) => day)).toEqual([1, 30, 31]);
  });

  it("refuses a table by month", async () => {
    const byMonth = new ParquetArchive({ folder, table: readings });
    await expect(byMonth.closeMonths({ before })).rejects.toThrow(TypeError);
  });
});
