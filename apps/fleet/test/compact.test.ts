import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compactTable } from "../src/compact/compact-table.js";
import { FleetFolder, type Reading } from "./support/fleet-folder.js";
import { query } from "./support/query.js";

const signal = new AbortController().signal;
const october = Date.UTC(2026, 9, 1);
const duringOctober = Date.UTC(2026, 9, 20);
const yearLater = Date.UTC(2027, 9, 1);

/** Readings of an inverter, one a quarter of an hour from the start of October. */
function readings(serial: string, from: number, to: number, joules = 1): readonly Reading[] {
  return Array.from({ length: to - from }, (_, i) => ({
    serial,
    end: october + (from + i) * 900_000,
    joules,
  }));
}

function compact(fleet: FleetFolder, { close = false, now = duringOctober } = {}) {
  return compactTable({ config: fleet.config, close, now, signal });
}

function filesOf(fleet: FleetFolder): readonly string[] {
  const current = join(fleet.config.table, "current");
  return readdirSync(current, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .sort();
}

describe("compact", () => {
  it("keeps what was captured first, over several pulls", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 1));
    await fleet.land(home, "2026-10", readings("i1", 2, 6, 2));
    const first = await compact(fleet);
    expect(first).toMatchObject({ isNew: true, rowsAdded: 6, filesWritten: 1 });
    await fleet.land(home, "2026-10", readings("i1", 0, 8, 3));
    expect(await compact(fleet)).toMatchObject({ isNew: true, rowsAdded: 2 });
    expect((await fleet.rows()).map(({ joules }) => joules)).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
  });

  it("puts an open month into a file a day, and reads nothing twice", async () => {
    await using fleet = await FleetFolder.make({ shards: 1 });
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 90, 100));
    await compact(fleet);
    expect(filesOf(fleet)).toEqual([
      "gateways.parquet",
      expect.stringMatching(
        /^recent\/year=2026\/month=10\/day=1\/part-00000-of-00001-[0-9a-f]{8}\.parquet$/,
      ),
      expect.stringMatching(
        /^recent\/year=2026\/month=10\/day=2\/part-00000-of-00001-[0-9a-f]{8}\.parquet$/,
      ),
    ]);
    const before = await readlink(join(fleet.config.table, "current"));
    expect(await compact(fleet)).toMatchObject({ isNew: false, rowsAdded: 0, filesWritten: 0 });
    expect(await readlink(join(fleet.config.table, "current"))).toBe(before);
    expect(existsSync(join(fleet.config.table, "runs"))).toBe(false);
    expect(existsSync(join(fleet.config.table, ".engine"))).toBe(false);
  });

  it("makes a new generation for a file whose rows are all there, but no file, and does not read it again", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 1));
    await compact(fleet);
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 2));
    expect(await compact(fleet)).toMatchObject({ isNew: true, rowsAdded: 0, filesWritten: 0 });
    expect(await compact(fleet)).toMatchObject({ isNew: false });
    expect((await fleet.rows()).map(({ joules }) => joules)).toEqual([1, 1, 1, 1]);
  });

  it("writes months that are long enough ago at once as parts, and late rows of them with --close", async () => {
    await using fleet = await FleetFolder.make({ shards: 1 });
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 1));
    expect(await compact(fleet, { now: yearLater })).toMatchObject({ monthsDue: 0 });
    const part = "data/year=2026/month=10/part-00000-of-00001.parquet";
    expect(filesOf(fleet)).toEqual([part, "gateways.parquet"]);
    await fleet.land(home, "2026-10", readings("i1", 2, 6, 2));
    expect(await compact(fleet, { now: yearLater })).toMatchObject({ monthsDue: 1, rowsAdded: 2 });
    expect(filesOf(fleet)).toEqual([
      part,
      "gateways.parquet",
      expect.stringMatching(/^recent\/year=2026\/month=10\/day=1\//),
    ]);
    await fleet.land(home, "2026-10", readings("i1", 5, 8, 3));
    expect(await compact(fleet, { now: yearLater, close: true })).toMatchObject({
      monthsDue: 0,
      rowsAdded: 2,
    });
    expect(filesOf(fleet)).toEqual([part, "gateways.parquet"]);
    expect((await fleet.rows()).map(({ joules }) => joules)).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
  });

  it("leaves a closed month's part as it is when late files bring nothing new", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 1));
    const { manifest: before } = await compact(fleet, { now: yearLater });
    await fleet.land(home, "2026-10", readings("i1", 0, 4, 2));
    const again = await compact(fleet, { now: yearLater, close: true });
    expect(again).toMatchObject({ isNew: true, rowsAdded: 0, filesWritten: 0 });
    expect(again.manifest?.files).toEqual(before?.files);
    expect(again.manifest?.consumed).not.toEqual(before?.consumed);
  });

  it("merges the many small files of a day", async () => {
    await using fleet = await FleetFolder.make({ shards: 1 });
    const home = await fleet.source("a");
    for (let i = 0; i < 8; i++) {
      await fleet.land(home, "2026-10", readings("i1", i, i + 1, i));
      await compact(fleet);
    }
    expect(filesOf(fleet)).toHaveLength(1 + 8);
    await compact(fleet);
    expect(filesOf(fleet)).toHaveLength(1 + 1);
    expect((await fleet.rows()).map(({ joules }) => joules)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("takes in many households in one run, each in its shard, sorted by gateway, inverter and time", async () => {
    await using fleet = await FleetFolder.make({ shards: 4 });
    const homes = await Promise.all(Array.from({ length: 12 }, (_, i) => fleet.source(`h${i}`)));
    for (const home of homes) {
      await fleet.land(home, "2026-10", [...readings("i2", 0, 3), ...readings("i1", 1, 4)]);
    }
    await compact(fleet, { now: yearLater });
    const shards = new Set(homes.map(({ shard }) => shard));
    expect(filesOf(fleet)).toHaveLength(1 + shards.size);
    for (const name of filesOf(fleet).filter((path) => path.startsWith("data/"))) {
      const path = join(fleet.config.table, "current", name);
      const rows = await query(
        `SELECT gateway, serial_number, period_end_time
         FROM read_parquet('${path}', file_row_number = true, hive_partitioning = false) ORDER BY file_row_number`,
      );
      const keys = rows.map((row) => Object.values(row).join(" "));
      expect(keys).toEqual([...keys].sort());
      expect(keys).toHaveLength(
        6 * homes.filter(({ shard }) => name.includes(`part-0000${shard}`)).length,
      );
    }
  });

  it("publishes a gateway's place only on a grid of a kilometre", async () => {
    const toml = `[[sources]]\nfolder = "/homes/a"\ntime_zone = "Europe/London"\nlatitude = 51.123456\nlongitude = -0.987654\n`;
    await using fleet = await FleetFolder.make({ toml });
    const [home, other] = [await fleet.source("a"), await fleet.source("b")];
    await fleet.landing.keep({ ...home, inverters: ["x", "y"], first: october, last: october + 1 });
    await fleet.land(home, "2026-10", readings("i1", 0, 4));
    await compact(fleet);
    const rows = await query(
      `SELECT * REPLACE (epoch_ms(first_reading) AS first_reading, epoch_ms(last_reading) AS last_reading)
       FROM '${fleet.config.table}/current/gateways.parquet'`,
    );
    const expected = [
      {
        gateway: home.gateway,
        shard: home.shard,
        time_zone: "Europe/London",
        latitude: 51.12,
        longitude: -0.99,
        inverters: 2,
        first_reading: String(october),
        last_reading: String(october + 1),
      },
      {
        gateway: other.gateway,
        shard: other.shard,
        time_zone: null,
        latitude: null,
        longitude: null,
        inverters: 0,
        first_reading: null,
        last_reading: null,
      },
    ].sort((a, b) => (a.gateway < b.gateway ? -1 : 1));
    expect(rows).toEqual(expected);
  });

  it("makes a new generation when only what is known of a gateway has changed", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4));
    await compact(fleet);
    await fleet.landing.keep({ ...home, timeZone: "Europe/Madrid" });
    expect(await compact(fleet)).toMatchObject({ isNew: true, rowsAdded: 0, filesWritten: 0 });
    expect(await fleet.rows()).toHaveLength(4);
    expect(await compact(fleet)).toMatchObject({ isNew: false });
  });

  it("says that nothing has been pulled yet", async () => {
    await using fleet = await FleetFolder.make();
    expect(await compact(fleet)).toMatchObject({ manifest: undefined, isNew: false });
    await rm(fleet.config.landing, { recursive: true });
    await expect(compact(fleet)).rejects.toMatchObject({ exitCode: 5 });
  });

  it("removes what the engine of a killed run left, also if there is no work for an engine", async () => {
    await using fleet = await FleetFolder.make();
    await fleet.land(await fleet.source("a"), "2026-10", readings("i1", 0, 4));
    await compact(fleet);
    const leftOver = join(fleet.config.table, ".engine/duckdb-abcdef");
    await mkdir(leftOver, { recursive: true });
    await writeFile(join(leftOver, "spilled"), "rows");
    await compact(fleet);
    expect(readdirSync(fleet.config.table).sort()).toEqual(["current", "generation-000001"]);
  });

  it("changes nothing when a file of the landing is damaged, and names it", async () => {
    await using fleet = await FleetFolder.make();
    const home = await fleet.source("a");
    await fleet.land(home, "2026-10", readings("i1", 0, 4));
    await compact(fleet);
    const manifest = await readFile(join(fleet.config.table, "current/manifest.json"), "utf8");
    const path = await fleet.land(home, "2026-10", readings("i1", 4, 8));
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length / 2));
    await expect(compact(fleet)).rejects.toThrow(path);
    expect(await readFile(join(fleet.config.table, "current/manifest.json"), "utf8")).toBe(
      manifest,
    );
    await writeFile(path, bytes);
    expect(await compact(fleet)).toMatchObject({ rowsAdded: 4 });
  });
});
