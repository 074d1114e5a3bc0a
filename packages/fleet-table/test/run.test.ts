import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompactionJob, FleetTable } from "@envoy/fleet-table";
import { parquetMetadata } from "hyparquet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { landingFile, sha256, tableFile } from "./support/table-files.js";
import { readings, withoutStatistics, writeParquet } from "./support/write-parquet.js";

let folder = "";
let table: FleetTable;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-run-"));
  table = FleetTable.open(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const add: CompactionJob = {
  kind: "add",
  month: "2026-11",
  shard: 1,
  shards: 4,
  day: undefined,
  previous: [],
  rounds: [[landingFile({ shard: 1 })]],
  gateway: undefined,
  digest: sha256("add"),
};
const previous = [
  tableFile({ path: "x", month: "2026-11", shard: 1, day: "2026-11-05", rows: 10 }),
];
const merge: CompactionJob = { ...add, kind: "merge", day: "2026-11-05", previous, rounds: [] };
const close: CompactionJob = { ...add, kind: "close", previous };
const forget: CompactionJob = { ...close, kind: "forget", rounds: [], gateway: "g" };

const write = async (job: CompactionJob, name: string, start: string, rows = 10): Promise<void> =>
  writeParquet(join(await table.runFolder(job), name), readings(start, rows));

describe("finish", () => {
  it("gives files their names of a generation, and describes them", async () => {
    const run = await table.runFolder(add);
    await writeParquet(join(run, "day=2026-11-05.parquet"), readings("2026-11-05 00:00:00", 1440));
    await writeParquet(join(run, "day=2026-11-28.parquet"), readings("2026-11-28 23:59:00", 1));
    await writeFile(join(run, "_SUCCESS"), "");
    const files = await table.finish(add);
    expect(files.map(({ path }) => path).sort()).toEqual([
      `recent/year=2026/month=11/day=28/part-00001-of-00004-${add.digest.slice(0, 8)}.parquet`,
      `recent/year=2026/month=11/day=5/part-00001-of-00004-${add.digest.slice(0, 8)}.parquet`,
    ]);
    const file = files.find(({ day }) => day === "2026-11-05");
    expect(file).toMatchObject({
      month: "2026-11",
      shard: 1,
      rows: 1440,
      first: "2026-11-05T00:00:00.000Z",
      last: "2026-11-05T23:59:00.000Z",
      digest: add.digest,
    });
    const content = await readFile(join(run, file?.path ?? ""));
    expect(file?.bytes).toBe(content.byteLength);
    expect(await table.isDone(add)).toEqual(files);
    expect(await FleetTable.open(folder).isDone(add)).toEqual(files);
  });

  it.each([
    ["merge", merge, /^recent\/.*day=5\/part-00001-of-00004-[0-9a-f]{8}\.parquet$/],
    ["close", close, /^data\/year=2026\/month=11\/part-00001-of-00004\.parquet$/],
    ["forget", forget, /^data\/year=2026\/month=11\/part-00001-of-00004\.parquet$/],
  ])("names the one file of a %s", async (_, job, path) => {
    await write(job, "rows.parquet", "2026-11-05 08:00:00");
    expect(await table.finish(job)).toMatchObject([
      { path: expect.stringMatching(path), rows: 10 },
    ]);
  });

  const rows = readings("2026-11-05 01:00:00", 1300);
  it.each([
    // Only the first row group has the first and the last time, or only the last one has.
    ["many row groups", `SELECT * FROM (${rows}), range(4) ORDER BY -abs(joules_produced - 650)`],
    [
      "row groups in another order",
      `SELECT * FROM (${rows}), range(4) ORDER BY abs(joules_produced - 650)`,
    ],
    [
      "timestamps in nanoseconds",
      `SELECT * REPLACE (period_end_time::TIMESTAMP_NS AS period_end_time) FROM (${rows})`,
    ],
  ])("finds the times in files with %s", async (_, query) => {
    const run = await table.runFolder(close);
    await writeParquet(join(run, "rows.parquet"), query, ", ROW_GROUP_SIZE 2048");
    expect(await table.finish(close)).toMatchObject([
      { first: "2026-11-05T01:00:00.000Z", last: "2026-11-05T22:39:00.000Z" },
    ]);
  });

  it("reads the column of row groups that have no statistics", async () => {
    const run = await table.runFolder(close);
    const path = join(run, "rows.parquet");
    await writeParquet(path, `${readings("2026-11-05 01:00:00", 900)} ORDER BY i DESC`);
    await writeFile(path, withoutStatistics(await readFile(path), 250));
    const [file] = await table.finish(close);
    expect(file).toMatchObject({
      rows: 900,
      first: "2026-11-05T01:00:00.000Z",
      last: "2026-11-05T15:59:00.000Z",
    });
    const content = await readFile(join(run, file?.path ?? ""));
    const { row_groups } = parquetMetadata(new Uint8Array(content).buffer);
    expect(row_groups.map(({ columns }) => columns[2]?.meta_data?.statistics)).toEqual(
      new Array(4).fill(undefined),
    );
  });

  it("leaves out files without rows", async () => {
    await write(add, "day=2026-11-05.parquet", "2026-11-05 00:00:00", 0);
    expect(await table.finish(add)).toEqual([]);
    expect(await table.isDone(add)).toEqual([]);
    expect(await readdir(await runPath(add))).toEqual(["done.json"]);
  });

  it.each([
    ["a file of another name", add, "rows.parquet", "2026-11-05 00:00:00", 10, "ERR_LAYOUT"],
    ["a day that is none", add, "day=2026-11-31.parquet", "2026-11-05 00:00:00", 10, "ERR_LAYOUT"],
    ["a day of a merge", merge, "day=2026-11-05.parquet", "2026-11-05 00:00:00", 10, "ERR_LAYOUT"],
    ["rows of the next day", add, "day=2026-11-05.parquet", "2026-11-05 23:55:00", 10, "ERR_ROWS"],
    [
      "a day of another month",
      add,
      "day=2026-10-05.parquet",
      "2026-10-05 00:00:00",
      10,
      "ERR_ROWS",
    ],
    ["rows of another month", close, "rows.parquet", "2026-10-31 23:59:00", 10, "ERR_ROWS"],
    ["fewer rows than it replaces", close, "rows.parquet", "2026-11-05 00:00:00", 9, "ERR_ROWS"],
    ["no rows for some", close, "rows.parquet", "2026-11-05 00:00:00", 0, "ERR_ROWS"],
    ["more rows than it merges", merge, "rows.parquet", "2026-11-05 00:00:00", 11, "ERR_ROWS"],
    ["more rows than before", forget, "rows.parquet", "2026-11-05 00:00:00", 11, "ERR_ROWS"],
  ])("refuses %s", async (_, job, name, start, rows, code) => {
    await write(job, name, start, rows);
    await expect(table.finish(job)).rejects.toMatchObject({ name: "FleetTableError", code });
    expect(await table.isDone(job)).toBeUndefined();
  });

  it("refuses what is no Parquet file of readings, and a folder", async () => {
    const run = await table.runFolder(merge);
    await writeFile(join(run, "rows.parquet"), "PAR1 but no more");
    await expect(table.finish(merge)).rejects.toMatchObject({
      code: "ERR_PARQUET",
      path: join(run, "rows.parquet"),
    });
    await writeParquet(join(await table.runFolder(merge), "rows.parquet"), "SELECT 1 AS x");
    await expect(table.finish(merge)).rejects.toThrow("it has no column period_end_time");
    await writeParquet(
      join(await table.runFolder(merge), "rows.parquet"),
      "SELECT 1 AS period_end_time",
    );
    await expect(table.finish(merge)).rejects.toThrow("not one of timestamps");
    await mkdir(join(await table.runFolder(merge), "rows.parquet"));
    await expect(table.finish(merge)).rejects.toMatchObject({ code: "ERR_LAYOUT" });
  });

  it("stops when its signal is aborted", async () => {
    await write(close, "rows.parquet", "2026-11-05 00:00:00");
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(table.finish(close, { signal })).rejects.toThrow("stopped");
    expect(await table.isDone(close)).toBeUndefined();
  });
});

const runPath = async ({ digest }: CompactionJob): Promise<string> => join(folder, "runs", digest);

describe("isDone", () => {
  it("does not trust a run of which a file is missing or cut off, or whose list is damaged", async () => {
    for (const damage of [rm, (path: string) => truncate(path, 10)]) {
      await write(close, "rows.parquet", "2026-11-05 00:00:00");
      const [file] = await table.finish(close);
      await damage(join(await runPath(close), file?.path ?? ""));
      expect(await table.isDone(close)).toBeUndefined();
    }
    for (const text of ["", "{}", `{"digest":"${sha256("other")}","files":[]}`]) {
      await write(close, "rows.parquet", "2026-11-05 00:00:00");
      await table.finish(close);
      await writeFile(join(await runPath(close), "done.json"), text);
      expect(await table.isDone(close)).toBeUndefined();
    }
  });
});

describe("runFolder", () => {
  it("is empty, whatever an earlier run left", async () => {
    const run = await table.runFolder(add);
    await mkdir(join(run, "_temporary/0"), { recursive: true });
    await writeFile(join(run, "_temporary/0/part"), "half");
    expect(await table.runFolder(add)).toBe(run);
    expect(await readdir(run)).toEqual([]);
  });
});
