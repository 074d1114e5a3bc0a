import { appendFile, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { collectStatus, type Status } from "../src/health/status.js";
import { statusText } from "../src/health/status-text.js";
import { queryArchive } from "./support/duckdb.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { archiveFolder } from "./support/simulated-archive.js";

const schema = JSON.parse(
  await readFile(new URL("../status.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv2020({ validateFormats: false }).compile(schema);

async function statusOf(folder: string): Promise<Status> {
  const { stdout, stderr, code } = await runRecorder(["status", "--json"], { cwd: folder });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const status = JSON.parse(stdout);
  validate(status);
  expect(validate.errors ?? []).toEqual([]);
  return status;
}

const todaysFile = (): string => `${new Date().toISOString().slice(0, 10)}.txt`;

async function tear(runs: string): Promise<void> {
  await mkdir(runs, { mode: 0o700 });
  await writeFile(join(runs, todaysFile()), "17803");
}

describe("status", () => {
  it("answers before anything was recorded", async () => {
    await using site = await archiveFolder([]);
    const status = await statusOf(site.folder);
    expect(status).toMatchObject({
      lastPoll: null,
      archive: { rows: 0, first: null },
      inverters: [],
      today: { joules: null },
      tokenExpiresAt: null,
    });
    const { stdout } = await runRecorder(["status"], { cwd: site.folder });
    expect(stdout).toMatch(/last poll +none noted yet/);
  });

  it("does not call inverters reporting whose newest readings are old", async () => {
    await using site = await archiveFolder([
      { serialNumber: "1", from: "2026-01-05T09:00:00Z", to: "2026-01-05T12:00:00Z" },
    ]);
    const { stdout } = await runRecorder(["status"], { cwd: site.folder });
    expect(stdout).toMatch(/^inverters +none of \d+ has a reading of the last 24 h$/m);
    expect(stdout).toMatch(/^archive .*rows, \d+ kB/m);
  });

  it("knows the polls, the flush and the token of a real run", async () => {
    await using simulator = await startSimulator();
    await using site = await recorderFolder(simulator);
    await runRecorder(["record"], { cwd: site.folder });
    const polled = await statusOf(site.folder);
    expect(polled.lastPoll?.exitCode).toBe(0);
    expect(polled.pollsWaiting).toBe(1);
    expect(polled.tokenExpiresAt).not.toBeNull();
    await runRecorder(["flush", "--force"], { cwd: site.folder });
    const flushed = await statusOf(site.folder);
    expect(flushed.lastFlush?.exitCode).toBe(0);
    expect(flushed.pollsWaiting).toBe(0);
    expect(flushed.archive.rows).toBeGreaterThan(0);
    await simulator.close();
    await runRecorder(["record"], { cwd: site.folder });
    expect((await statusOf(site.folder)).lastPoll?.exitCode).toBe(3);
  });

  it.each([
    ["a file is in the way", (runs: string) => writeFile(runs, "")],
    [
      "its file is a folder",
      (runs: string) => mkdir(join(runs, todaysFile()), { recursive: true }),
    ],
    ["its last line is torn", (runs: string) => tear(runs)],
  ])("needs no run log: %s, and a poll and a flush work", async (_, damage) => {
    await using simulator = await startSimulator();
    await using site = await recorderFolder(simulator);
    await mkdir(join(site.folder, "data/state"), { recursive: true, mode: 0o700 });
    await damage(join(site.folder, "data/state/runs"));
    for (const args of [["record"], ["flush", "--force"]]) {
      const { code, stderr } = await runRecorder(args, { cwd: site.folder });
      expect(code, stderr).toBe(0);
      expect(stderr).not.toMatch(/runs/);
    }
    expect((await statusOf(site.folder)).archive.rows).toBeGreaterThan(0);
  });

  it("counts the minutes of the last day in which no poll was saved", async () => {
    await using site = await archiveFolder([]);
    const now = Date.parse("2026-06-02T12:00:30Z");
    const runs = join(site.folder, "data/state/runs");
    await mkdir(runs, { recursive: true });
    const minute = (ago: number): number => Math.floor(now / 1000) - ago * 60;
    const lines = [10, 9, 8, 7, 6, 4, 3, 1].map(
      (ago) => `${minute(ago)} poll ${ago === 4 ? 3 : 0}\n`,
    );
    await writeFile(join(runs, "2026-06-02.txt"), lines.join(""));
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    // Minutes 5 and 2 had no run, and that of minute 4 failed.
    expect((await collectStatus(config, now)).lastDay).toEqual({ minutes: 10, missed: 3 });
    await appendFile(join(runs, "2026-06-02.txt"), `${minute(5)} poll 0\n`);
    expect((await collectStatus(config, now)).lastDay.missed).toBe(2);
  });

  it("speaks of no missed minute before one has passed since the first poll", async () => {
    await using site = await archiveFolder([]);
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    const now = Date.parse("2026-06-02T12:00:30Z");
    expect(statusText(await collectStatus(config, now))).toMatch(/^missed +no poll is noted yet$/m);
    const runs = join(site.folder, "data/state/runs");
    await mkdir(runs, { recursive: true });
    await writeFile(join(runs, "2026-06-02.txt"), `${now / 1000 - 5} poll 0\n`);
    const text = statusText(await collectStatus(config, now));
    expect(text).toMatch(/^missed +no minute has passed since the first poll$/m);
  });

  it("sums today's energy by the site's clock as DuckDB does, and names who is silent", async () => {
    const zone = "Pacific/Auckland";
    const day = (serialNumber: string, date: string, to = "05:00") => ({
      serialNumber,
      from: `${date}T18:00:00Z`,
      to: new Date(Date.parse(`${date}T${to}:00Z`) + 86_400_000).toISOString(),
    });
    await using site = await archiveFolder(
      [
        day("1", "2026-01-04"),
        day("1", "2026-01-05"),
        day("2", "2026-01-04"),
        day("2", "2026-01-03"),
      ],
      `[site]\ntime_zone = "${zone}"\n[site.names]\n2 = "West"\n`,
    );
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    const now = Date.parse("2026-01-06T04:00:00Z");
    const status = await collectStatus(config, now);
    const [expected] = await queryArchive(
      site.archive,
      `SELECT sum(joules_produced)::DOUBLE AS joules, (SELECT count(*)::INT FROM ARCHIVE) AS rows FROM ARCHIVE
       WHERE CAST(period_end_time AT TIME ZONE '${zone}' AS DATE) = '2026-01-06'`,
    );
    expect(status.today).toEqual({
      timeZone: zone,
      day: "2026-01-06",
      joules: expected?.["joules"],
    });
    expect(status.archive.rows).toBe(expected?.["rows"]);
    expect(status.inverters).toMatchObject([
      { serialNumber: "1", name: null, isSilent: false },
      {
        serialNumber: "2",
        name: "West",
        isSilent: true,
        lastPeriodEnd: "2026-01-05T05:00:00.000Z",
      },
    ]);
  });

  it.each(["native", "portable"] as const)(
    "reads an archive of %s types, also where its months are not kept yet",
    async (types) => {
      const from = "2026-01-04T08:00:00Z";
      const times = [
        { serialNumber: "1", from, to: "2026-01-04T10:00:00Z" },
        { serialNumber: "2", from, to: "2026-01-04T16:00:00Z" },
      ];
      await using site = await archiveFolder(times, '[site]\ntime_zone = "UTC"\n', types);
      const config = await loadConfig(join(site.folder, "config.toml"), {});
      const status = await collectStatus(config, Date.parse("2026-01-04T16:05:00Z"));
      expect(status.archive).toMatchObject({ rows: 8 + 32, problems: [] });
      expect(status.today.joules).toBe((8 + 32) * 90_000);
      expect(status.inverters.map(({ isSilent }) => isSilent)).toEqual([true, false]);
    },
  );

  it("tells the gaps of the last seven days, and no older ones, up to the newest reading", async () => {
    const day = (date: string, from: string, to: string) => ({
      serialNumber: "1",
      from: `2026-01-${date}T${from}:00Z`,
      to: `2026-01-${date}T${to}:00Z`,
    });
    const whole = ["02", "04", "05", "06", "07", "08", "09"].map((d) => day(d, "08:00", "16:00"));
    await using site = await archiveFolder(
      [
        ...whole,
        // Too long ago, and a week ago.
        ...[day("01", "08:00", "10:00"), day("01", "12:00", "16:00")],
        ...[day("03", "08:00", "10:00"), day("03", "12:00", "16:00")],
        // Since 11:00 nothing was flushed.
        day("10", "08:00", "11:00"),
      ],
      '[site]\ntime_zone = "UTC"\n[site.names]\n1 = "East"\n',
    );
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    const at = (date: string): Promise<Status> =>
      collectStatus(config, Date.parse(`2026-01-${date}T15:00:00Z`));
    expect((await at("09")).gaps).toEqual([
      {
        serialNumber: "1",
        name: "East",
        from: "2026-01-03T10:00:00.000Z",
        to: "2026-01-03T12:00:00.000Z",
        joules: null,
        uncertaintyJoules: null,
        source: null,
      },
    ]);
    expect(statusText(await at("09"))).toMatch(
      /^gaps {8}1 gap in the last 7 days, energy not known$/m,
    );
    const later = await at("10");
    expect(later.gaps).toEqual([]);
    expect(statusText(later)).not.toMatch(/^gaps/m);
  });

  it("tells of today though the month before cannot be read", async () => {
    const day = { serialNumber: "1", from: "2026-02-04T08:00:00Z", to: "2026-02-04T10:00:00Z" };
    const before = { ...day, from: "2026-01-30T08:00:00Z", to: "2026-01-30T10:00:00Z" };
    await using site = await archiveFolder([before, day], '[site]\ntime_zone = "UTC"\n');
    await writeFile(join(site.archive, "year=2026/month=1/00000000.parquet"), "torn");
    const config = await loadConfig(join(site.folder, "config.toml"), {});
    const status = await collectStatus(config, Date.parse("2026-02-04T12:00:00Z"));
    expect(status.today.joules).toBe(8 * 90_000);
  });

  it("names a month that cannot be read, and tells the rest", async () => {
    await using site = await archiveFolder([
      { serialNumber: "1", from: "2026-01-04T08:00:00Z", to: "2026-01-04T10:00:00Z" },
      { serialNumber: "1", from: "2026-02-04T08:00:00Z", to: "2026-02-04T10:00:00Z" },
    ]);
    await writeFile(join(site.archive, "year=2026/month=2/00000000.parquet"), "torn");
    const { stdout, code } = await runRecorder(["status"], { cwd: site.folder });
    expect(code).toBe(5);
    expect(stdout).toMatch(/problem +Cannot read .*month=2/);
    expect(stdout).toMatch(/archive +8 rows/);
    await rm(join(site.archive, "year=2026/month=2"), { recursive: true });
    expect((await statusOf(site.folder)).archive.problems).toEqual([]);
  });

  it("reads no month again that has not changed: an archive of years takes as long as one of a month", async () => {
    await using site = await archiveFolder([
      { serialNumber: "1", from: "2026-01-04T08:00:00Z", to: "2026-01-04T10:00:00Z" },
      { serialNumber: "2", from: "2026-03-04T08:00:00Z", to: "2026-03-04T10:00:00Z" },
    ]);
    const path = join(site.archive, "year=2026/month=1/00000000.parquet");
    const written = new Date("2026-02-01T00:00:00Z");
    await utimes(path, written, written);
    const before = await statusOf(site.folder);
    const { size } = await stat(path);
    await writeFile(path, Buffer.alloc(size));
    await utimes(path, written, written);
    const after = await statusOf(site.folder);
    expect(after.archive).toEqual(before.archive);
    expect(after.inverters).toEqual(before.inverters);
  });

  it("checks that a poll was saved lately", async () => {
    await using simulator = await startSimulator();
    await using site = await recorderFolder(simulator);
    const cwd = site.folder;
    const check = () => runRecorder(["status", "--check"], { cwd });
    const never = await check();
    expect(never).toMatchObject({ code: 3, stdout: expect.stringContaining("last poll") });
    expect(never.stderr).toMatch(/Not recording: no poll was saved in the last 10 minutes\./);
    await runRecorder(["record"], { cwd });
    expect(await check()).toMatchObject({ code: 0, stderr: "" });
    const seconds = Math.floor(Date.now() / 1000);
    const runs = join(cwd, "data/state/runs", todaysFile());
    await writeFile(runs, `${seconds - 700} poll 0\n${seconds - 5} poll 3\n`);
    expect((await check()).code).toBe(3);
    await writeFile(runs, `${seconds - 500} poll 0\n${seconds - 5} poll 3\n`);
    expect((await check()).code).toBe(0);
  });

  it("says to run it again if the disk fails, since no schedule does", async () => {
    await using site = await archiveFolder([]);
    await mkdir(join(site.folder, "data/live_buffer"), { recursive: true });
    await writeFile(join(site.folder, "data/live_buffer/incoming"), "in the way");
    const { stderr, code } = await runRecorder(["status"], { cwd: site.folder });
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /^\S+ ERROR The status could not be read: .*run the same command again\.\n$/,
    );
  });

  it("refuses a time zone that there is not", async () => {
    await using site = await archiveFolder([], '[site]\ntime_zone = "Europe/Lundon"\n');
    const { stderr, code } = await runRecorder(["status"], { cwd: site.folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/"Europe\/Lundon", which is no time zone/);
  });
});
