import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { Status } from "../src/health/status.js";
import { openStored } from "../src/tables/open-tables.js";
import { allTables } from "../src/tables/site-tables.js";
import { doctorSite } from "./support/doctor-site.js";
import { writeMeteredPolls } from "./support/metered-polls.js";
import { runRecorder } from "./support/recorder-process.js";
import { archiveFolder } from "./support/simulated-archive.js";

const validate = new Ajv2020({ validateFormats: false }).compile(
  JSON.parse(await readFile(new URL("../status.schema.json", import.meta.url), "utf8")),
);

/** Archives an hour around the end of May, every five minutes. */
async function record(folder: string): Promise<void> {
  await writeMeteredPolls(folder, 12, Date.UTC(2026, 4, 31, 23, 30) / 1000, 300);
  expect((await runRecorder(["flush", "--force"], { cwd: folder })).code).toBe(0);
}

async function tablesOf(folder: string): Promise<Status["tables"]> {
  const { stdout } = await runRecorder(["status", "--json"], { cwd: folder });
  const status: Status = JSON.parse(stdout);
  validate(status);
  expect(validate.errors ?? []).toEqual([]);
  return status.tables;
}

const mayOf = (folder: string, table = "meter_readings"): string =>
  join(folder, "data/tables", table, "year=2026/month=5/day=31/00000000.parquet");

describe("status", () => {
  it("counts each table, whose months become one file", async () => {
    await using site = await archiveFolder([]);
    expect(await tablesOf(site.folder)).toEqual([]);
    await record(site.folder);
    const tables = await tablesOf(site.folder);
    // 12 polls of 3 meters, each as a whole and on 3 phases, and of 2 batteries.
    expect(tables).toMatchObject([
      { name: "device_reports", files: 2 },
      {
        name: "meter_readings",
        rows: 144,
        files: 2,
        first: "2026-05-31T23:30:00.000Z",
        last: "2026-06-01T00:25:00.000Z",
        problems: [],
      },
      { name: "battery_readings", rows: 24, files: 2 },
      // May is over in any time zone.
      { name: "daily_summary", rows: 9, files: 1, first: "2026-05-31T00:00:00.000Z" },
    ]);
    const { size } = await stat(mayOf(site.folder));
    expect(tables[1]?.bytes).toBeGreaterThan(size);
    const { stdout } = await runRecorder(["status"], { cwd: site.folder });
    expect(stdout).toMatch(
      /^tables {6}device_reports: \d+ rows, \d+ kB, 2026-05-31 to 2026-06-01$/m,
    );
    expect(stdout).toMatch(/^ {12}meter_readings: 144 rows, /m);

    const state = join(site.folder, "data/state");
    for (const table of allTables) {
      if (table.definition.partitionBy !== "day") continue;
      const archive = openStored(table, join(site.folder, "data/tables"));
      await archive.closeMonths({ before: new Date("2026-06-15") });
    }
    const counted = tables.map(({ name, rows, first, last }) => ({ name, rows, first, last }));
    expect(await tablesOf(site.folder)).toMatchObject(counted);
    const kept = JSON.parse(await readFile(join(state, "meter_readings-files.json"), "utf8"));
    expect(Object.keys(kept)).toEqual(["2026-05", "2026-06-01"]);
  });

  it("reads no table's file again that has not changed, and names one that cannot be read", async () => {
    await using site = await archiveFolder([]);
    await record(site.folder);
    const path = mayOf(site.folder);
    const written = new Date("2026-06-02T00:00:00Z");
    await utimes(path, written, written);
    const before = await tablesOf(site.folder);
    await writeFile(path, Buffer.alloc((await stat(path)).size));
    await utimes(path, written, written);
    expect(await tablesOf(site.folder)).toEqual(before);
    await writeFile(path, "torn");
    const { code, stdout } = await runRecorder(["status"], { cwd: site.folder });
    expect(code).toBe(5);
    expect(stdout).toMatch(/^problem +Cannot read .*meter_readings.*day=31/m);
    expect(stdout).toMatch(/meter_readings: 72 rows/);
    await rm(path);
    expect(await tablesOf(site.folder)).toMatchObject([
      {},
      { rows: 72, files: 1, problems: [] },
      {},
      {},
    ]);
  });
});

describe("doctor", () => {
  it("reads every file of the tables", async () => {
    await using site = await doctorSite();
    await record(site.folder);
    expect((await site.examine()).says("tables")).toMatch(
      /^device_reports \d+ rows, battery_readings 24 rows, daily_summary \d+ rows; each file can be read/,
    );
    await writeFile(mayOf(site.folder, "battery_readings"), "torn");
    const { code, notOk, says } = await site.examine();
    expect([code, notOk]).toEqual([5, ["fail tables"]]);
    expect(says("tables")).toMatch(/^1 of \d files cannot be read \/ Cannot read .*day=31/);
    expect(says("archive")).toMatch(/each file can be read/);
  });
});
