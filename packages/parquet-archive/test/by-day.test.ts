import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ParquetArchive, partitionName } from "@envoy/parquet-archive";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { meter, meterRows, rowsOfMeter } from "./support/meter.js";
import { queryArchive } from "./support/query-archive.js";
import { writeWithDuckdb } from "./support/write-with-duckdb.js";

let folder = "";
let archive: ParquetArchive;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "by-day-"));
  archive = new ParquetArchive({ folder, table: meter });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const may31 = { year: 2026, month: 5, day: 31 };
const june1 = { year: 2026, month: 6, day: 1 };

describe("a table by day", () => {
  it("puts each row into its day of UTC, as DuckDB reads it", async () => {
    const { changes } = await archive.merge(
      meterRows([
        ["b", "2026-06-01T00:00:00.000Z", "3"],
        ["b", "2026-05-31T23:59:59.999Z", "2"],
        ["a", "2026-05-31T00:00:00.000Z", "1"],
        ["a", "1969-12-31T23:59:59.999Z", "0"],
      ]),
    );
    const days = [{ year: 1969, month: 12, day: 31 }, may31, june1];
    expect(changes).toMatchObject(days.map((day, i) => ({ ...day, rows: [1, 2, 1][i] })));
    expect(changes.map(partitionName)).toEqual(["1969-12-31", "2026-05-31", "2026-06-01"]);
    expect(await archive.partitions()).toEqual(days);
    expect(archive.path(may31)).toBe(join(folder, "year=2026/month=5/day=31/00000000.parquet"));
    expect(
      await queryArchive(folder, "SELECT month, day, json FROM ARCHIVE ORDER BY time"),
    ).toEqual([
      ["12", "31", "0"],
      ["5", "31", "1"],
      ["5", "31", "2"],
      ["6", "1", "3"],
    ]);
  });

  it("lists its days in order, and nothing that is no day", async () => {
    await archive.merge(
      meterRows([
        ["a", "2026-05-31T00:00:00.000Z", "1"],
        ["a", "2026-05-04T00:00:00.000Z", "1"],
      ]),
    );
    for (const name of ["day=32", "day=04", "day=-1", "month=5", "day=7"]) {
      await mkdir(join(folder, "year=2026/month=5", name));
    }
    expect(await archive.partitions()).toEqual([{ ...may31, day: 4 }, may31]);
  });

  it("merges, reads and checks a day by itself", async () => {
    const first = meterRows([["a", "2026-05-31T00:00:00.000Z", "1"]]);
    await archive.merge(first);
    expect((await archive.merge(first)).changes).toEqual([]);
    await archive.merge(
      meterRows([
        ["a", "2026-05-31T00:00:00.000Z", "other"],
        ["a", "2026-05-31T00:01:00.000Z", null],
      ]),
    );
    expect(rowsOfMeter(await archive.read(may31))).toEqual([
      ["a", "2026-05-31T00:00:00.000Z", "1"],
      ["a", "2026-05-31T00:01:00.000Z", null],
    ]);
    expect(await archive.columnNames(may31)).toEqual(["meter", "time", "power", "json"]);
    expect(await archive.check(may31)).toEqual([]);
    await archive.write(may31, meterRows([["a", "2026-05-30T23:59:59.999Z", "1"]]));
    expect(await archive.check(may31)).toMatchObject([
      expect.stringContaining("1 row of other days, the first of 2026-05-30"),
    ]);
  });

  it("archives the other days when one is damaged", async () => {
    await mkdir(join(folder, "year=2026/month=5/day=31"), { recursive: true });
    await writeFile(archive.path(may31), "no parquet");
    const { changes, failures } = await archive.merge(
      meterRows([
        ["a", "2026-05-31T00:00:00.000Z", "1"],
        ["a", "2026-06-01T00:00:00.000Z", "2"],
      ]),
    );
    expect(failures).toMatchObject([
      { code: "ERR_PARTITION_UNREADABLE", path: archive.path(may31) },
    ]);
    expect(changes).toMatchObject([june1]);
  });

  it("removes the temporary files of killed merges", async () => {
    await archive.merge(meterRows([["a", "2026-05-31T00:00:00.000Z", "1"]]));
    const day = join(folder, "year=2026/month=5/day=31");
    await writeFile(join(day, ".00000000.parquet.tmp"), "half");
    expect(await archive.clearTemporaryFiles()).toBe(1);
    expect(await readdir(day)).toEqual(["00000000.parquet"]);
  });

  it("drops the columns of the path from files that hold them", async () => {
    await mkdir(join(folder, "year=2026/month=5/day=31"), { recursive: true });
    await writeWithDuckdb(
      archive.path(may31),
      `SELECT 'a' AS meter, TIMESTAMPTZ '2026-05-31T00:00:00Z' AS time, 0.25::DOUBLE AS power,
        'x' AS json, 2026 AS year, 5 AS month, 31 AS day`,
    );
    expect(await archive.rewriteOldFiles()).toEqual({ rewritten: [may31], failures: [] });
    expect(await archive.columnNames(may31)).toEqual(["meter", "time", "power", "json"]);
  });
});

describe("partitionName", () => {
  it("is the day as people write it, and the month for a month that is one file", () => {
    expect(partitionName({ year: 2026, month: 5, day: 3 })).toBe("2026-05-03");
    expect(partitionName({ year: 2026, month: 5, day: 0 })).toBe("2026-05");
  });
});
