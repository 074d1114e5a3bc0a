import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readReplay, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";
const pythonArchive = join(recordings, "..", "python-archive");

describe.runIf(recordings !== "")("recordings of real gateways", () => {
  it.each([
    ["iq7plus-10-inverters", 9],
    ["firmware-8.2.4345_with_device_data", 1],
    ["firmware-8.3.5167_3rd-pv", 1],
  ])("archives exactly the rows of %s", async (site, polls) => {
    const replay = await readReplay(join(recordings, site));
    await using simulator = await startSimulator({ replay });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    for (let i = 0; i < polls; i++) {
      expect(await runRecorder(["record"], { cwd: folder })).toMatchObject({ code: 0 });
    }
    const incoming = join(folder, "data/live_buffer/incoming");
    expect(await readdir(incoming)).toHaveLength(polls);
    expect(await runRecorder(["flush", "--force"], { cwd: folder })).toMatchObject({ code: 0 });
    const answers = (await readdir(join(recordings, site)))
      .filter((name) => name.includes("device_data"))
      .sort()
      .map((name) => readFile(join(recordings, site, name), "utf8"));
    const expected = expectedRows(await Promise.all(answers));
    expect(expected.length).toBeGreaterThanOrEqual(10);
    const rows = await queryArchive(join(folder, "data/parquet_archive"), archivedRows);
    expect(rows).toEqual(expected);
    expect(existsSync(join(folder, "data/live_buffer/quarantine"))).toBe(false);
  });
});

describe.runIf(existsSync(pythonArchive))("an archive of the earlier recorder", () => {
  const allRows =
    "SELECT * EXCLUDE (year, month) FROM ARCHIVE ORDER BY serial_number, period_end_time";

  it("is continued in place over the new year, every old row kept", async () => {
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    const archive = await copyArchive(folder);
    const before = await queryArchive(archive, allRows);
    expect(before).toHaveLength(1920);

    // One new reading in each of the two months, and one the archive has, changed.
    const [first] = before;
    const known = await firstEnd(archive);
    const serial = String(first?.["serial_number"]);
    const ends = [Date.UTC(2025, 11, 31, 22) / 1000 + 1, Date.UTC(2026, 0, 31, 12) / 1000, known];
    const incoming = join(folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    for (const [i, endDate] of ends.entries()) {
      await writeFile(join(incoming, `${1_770_000_000 + i}.json`), answer(serial, endDate));
    }
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed).toMatchObject({ code: 0 });
    expect(flushed.stdout).toContain("added 2 rows to 2025-12, 2026-01");

    const after = await queryArchive(archive, allRows);
    expect(after).toHaveLength(1922);
    const text = (row: unknown): string =>
      JSON.stringify(row, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
    const present = new Set(after.map(text));
    expect(before.filter((row) => !present.has(text(row)))).toEqual([]);
    const columns = await queryArchive(
      archive,
      `SELECT DISTINCT name FROM parquet_schema('${archive}/**/*.parquet')`,
    );
    expect(columns.map(({ name }) => name)).not.toContain("year");
    expect(columns.map(({ name }) => name)).toContain("serial_number");
  });

  it("is rewritten without its inner columns on request, every row kept", async () => {
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    const archive = await copyArchive(folder);
    const before = await queryArchive(archive, allRows);
    const rewritten = await runRecorder(["flush", "--rewrite"], { cwd: folder });
    expect(rewritten.code, rewritten.stderr).toBe(0);
    expect(rewritten.stdout).toContain("rewrote 2025-12, 2026-01");
    expect(await queryArchive(archive, allRows)).toEqual(before);
    const names = await queryArchive(
      archive,
      `SELECT DISTINCT name FROM parquet_schema('${archive}/**/*.parquet')`,
    );
    expect(names.map(({ name }) => name)).not.toContain("month");
    expect((await runRecorder(["flush", "--rewrite"], { cwd: folder })).stdout).toContain(
      "no month needed rewriting",
    );
  });

  /** Puts a copy of the archive where the recorder looks for it. */
  async function copyArchive(folder: string): Promise<string> {
    const archive = join(folder, "data/parquet_archive");
    await mkdir(join(folder, "data"), { recursive: true });
    await cp(pythonArchive, archive, { recursive: true });
    await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    return archive;
  }

  async function firstEnd(archive: string): Promise<number> {
    const sql = `SELECT (epoch_us(period_end_time) // 1000000)::VARCHAR AS end FROM ARCHIVE
      ORDER BY serial_number, period_end_time LIMIT 1`;
    return Number((await queryArchive(archive, sql))[0]?.["end"]);
  }

  function answer(sn: string, endDate: number): string {
    const lastReading = { endDate, duration: 900, joulesProduced: 1, flags_hex: "0x0" };
    const device = { devName: "pcu", sn, channels: [{ lastReading, wattHours: { today: 3 } }] };
    return JSON.stringify({ "1": device, deviceCount: 1, deviceDataLimit: 50 });
  }
});
