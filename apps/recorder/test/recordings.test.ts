import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDeviceDataText } from "@envoy/envoy-client/parse";
import { readReplay, startSimulator } from "@envoy/envoy-simulator";
import { gapEnergies, TimeZone } from "@envoy/solar-insight";
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
    // Pages of meters and batteries have a label.
    const plain = (await readdir(incoming)).filter((name) => /^[\d-]+\.json(\.gz)?$/.test(name));
    expect(plain).toHaveLength(polls);
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

describe.runIf(recordings !== "")("the counters of a real gateway", () => {
  it("grow by what a missing period held, beyond 32 bits too", async () => {
    const folder = join(recordings, "iq7plus-10-inverters");
    const answers = (await readdir(folder)).sort().map((name) => readFile(join(folder, name)));
    const reports = (await Promise.all(answers)).flatMap((answer) =>
      parseDeviceDataText(String(answer)).devices.flatMap((device) => {
        const [channel] = device.kind === "pcu" ? device.channels : [];
        const { lastReading } = channel ?? {};
        return device.kind !== "pcu" || channel === undefined || lastReading === undefined
          ? []
          : [{ serial: device.serialNumber, channel, lastReading }];
      }),
    );
    const first = new Map<string, (typeof reports)[number]>();
    for (const report of reports) {
      const key = `${report.serial} ${report.lastReading.endDate * 1000}`;
      if (!first.has(key)) first.set(key, report);
    }
    const kept = [...first.values()];
    const inverters = [...new Set(kept.map(({ serial }) => serial))];
    // As if each period were missing, and followed by one without energy.
    const readings = {
      inverters,
      inverter: kept.map(({ serial }) => inverters.indexOf(serial)),
      end: kept.map(({ lastReading }) => lastReading.endDate * 1000),
      duration: kept.map(({ lastReading }) => (lastReading.durationSeconds ?? 0) * 1000),
      joules: kept.map(() => 0),
      wattHoursToday: kept.map(({ channel }) => channel.wattHoursToday ?? Number.NaN),
    };
    const missing = kept.flatMap(({ serial, lastReading }) => {
      const end = lastReading.endDate * 1000;
      const from = end - (lastReading.durationSeconds ?? 0) * 1000;
      const joules = lastReading.joulesProduced ?? Number.NaN;
      return first.has(`${serial} ${from}`) ? [{ inverter: serial, from, to: end, joules }] : [];
    });
    expect(missing.length).toBeGreaterThanOrEqual(10);
    const zone = new TimeZone("Europe/London");
    const lifetimes = [...first].map(
      ([key, { channel }]) => [key, channel.lifetimeJoulesProduced ?? Number.NaN] as const,
    );
    expect(Math.max(...lifetimes.map(([, joules]) => joules))).toBeGreaterThan(2 ** 32);
    const ofKey = new Map(lifetimes);
    const lifetimeJoules = (inverter: string, end: number): number =>
      ofKey.get(`${inverter} ${end}`) ?? Number.NaN;
    for (const gap of missing) {
      const [exact] = gapEnergies(readings, [gap], { zone, lifetimeJoules });
      expect(exact).toMatchObject({ joules: gap.joules, source: "lifetime" });
      const [counted] = gapEnergies(readings, [gap], { zone });
      expect(counted).toMatchObject({ source: "day", uncertaintyJoules: 3600 });
      const off = Math.abs((counted?.joules ?? Number.NaN) - gap.joules);
      expect(off).toBeLessThanOrEqual(3600);
    }
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
