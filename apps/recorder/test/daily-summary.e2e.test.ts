import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { ageIncoming, writeBacklog, writePolls } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { PolledDays, seconds } from "./support/polled-days.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { servedSite } from "./support/served-site.js";

const configuration = (more = ""): string =>
  `[envoy]\nip_address = "127.0.0.1"\nport = 9\n[site]\ntime_zone = "UTC"\n${more}`;

async function newRecorder(more = ""): Promise<{ readonly folder: string } & AsyncDisposable> {
  const recorder = await recorderFolder(undefined);
  await writeFile(join(recorder.folder, "config.toml"), configuration(more), { mode: 0o600 });
  return recorder;
}

const summaryOf = (folder: string): string => join(folder, "data/tables/daily_summary");

async function days(folder: string): Promise<readonly unknown[]> {
  const sql =
    "SELECT DISTINCT local_date::VARCHAR AS day FROM ARCHIVE WHERE periods > 0 ORDER BY 1";
  return (await queryArchive(summaryOf(folder), sql)).map(({ day }) => day);
}

describe("the daily summary of a recorder", () => {
  it("is made by the first flush of a day, and by others only if they are told to", async () => {
    await using recorder = await newRecorder();
    const { folder } = recorder;
    const record = async (day: number): Promise<string> => {
      await writeBacklog(folder, 60, Date.UTC(2026, 5, day, 10) / 1000);
      await ageIncoming(join(folder, "data/live_buffer"));
      return (await runRecorder(["record", "--no-poll"], { cwd: folder })).stderr;
    };
    expect(await record(1)).toContain("flushed 60 polls");
    expect(await days(folder)).toEqual(["2026-06-01"]);
    expect(await record(2)).toContain("flushed 60 polls");
    expect(await days(folder)).toEqual(["2026-06-01"]);
    const { stdout } = await runRecorder(["flush", "--force"], { cwd: folder });
    // By then June is one file of device reports, which its neighbours are made from, too.
    expect(stdout).toMatch(/^daily summary: \d months made$/m);
    expect(await days(folder)).toEqual(["2026-06-01", "2026-06-02"]);
    // A local day later.
    const note = join(folder, "data/state/daily-summary.json");
    const later = (await readFile(note, "utf8")).replace(/"nextAt": \d+/, '"nextAt": 1');
    await writeFile(note, later);
    await record(3);
    expect(await days(folder)).toEqual(["2026-06-01", "2026-06-02", "2026-06-03"]);
  });

  it("is brought up to date by a backfill, and by serve", async () => {
    await using recorder = await newRecorder();
    const { folder } = recorder;
    await writeBacklog(folder, 60, Date.UTC(2026, 5, 1, 10) / 1000);
    await runRecorder(["flush", "--force"], { cwd: folder });
    await writePolls(join(folder, "kept"), 60, Date.UTC(2026, 3, 1, 10) / 1000);
    await runRecorder(["backfill", "kept"], { cwd: folder });
    expect(await days(folder)).toEqual(["2026-04-01", "2026-06-01"]);

    await using served = await servedSite();
    while (!(await readdir(join(served.folder, "data"))).includes("tables")) await pause();
    while ((await served.manifest()).tables["daily_summary"] === undefined) await pause();
    const { tables } = await served.manifest();
    expect(tables["daily_summary"]?.files).toMatchObject([
      {
        path: "tables/daily_summary/year=2026/00000000.parquet",
        first: "2026-05-31",
        rows: expect.any(Number),
      },
    ]);
  });

  it("knows the energy that a gap held from the reports of the devices", async () => {
    await using recorder = await newRecorder();
    const { folder } = recorder;
    const site = createSite({ inverters: 2, inactiveInverter: -1 });
    const span = { from: seconds("2026-06-01T00:00Z"), to: seconds("2026-06-04T00:00Z") };
    const lost = { from: seconds("2026-06-02T10:00Z"), to: seconds("2026-06-02T13:00Z") };
    const polled = new PolledDays(site, span, [lost]);
    await polled.archive(folder);
    const rows = await queryArchive(
      summaryOf(folder),
      `SELECT serial_number, gap_seconds, gap_joules::DOUBLE AS gap_joules FROM ARCHIVE
       WHERE local_date = '2026-06-02' ORDER BY 1`,
    );
    expect(rows).toHaveLength(2);
    for (const { serial_number, gap_seconds, gap_joules } of rows) {
      expect(Number(gap_seconds)).toBeGreaterThan(9000);
      expect(gap_joules).toBe(polled.joulesMissed(String(serial_number), span));
    }
  });

  it("is not made if the config says so, and its failure fails nothing", async () => {
    await using recorder = await newRecorder("[tables]\ndaily_summary = false\n");
    const { folder } = recorder;
    await writeBacklog(folder, 60, Date.UTC(2026, 5, 1, 10) / 1000);
    await runRecorder(["flush", "--force"], { cwd: folder });
    expect(await readdir(join(folder, "data/tables"))).toEqual(["device_reports"]);

    await writeFile(join(folder, "config.toml"), configuration());
    await writeFile(summaryOf(folder), "no folder");
    await writeBacklog(folder, 60, Date.UTC(2026, 5, 2, 10) / 1000);
    const { code, stdout, stderr } = await runRecorder(["flush", "--force"], { cwd: folder });
    expect([code, stdout]).toEqual([0, expect.stringContaining("flushed 60 polls")]);
    expect(stderr).toMatch(/WARNING .*daily.summary/i);
    expect((await stat(summaryOf(folder))).isFile()).toBe(true);
    // A flush of the same day does not try again.
    const note = await readFile(join(folder, "data/state/daily-summary.json"), "utf8");
    expect(JSON.parse(note)["nextAt"]).toBeGreaterThan(Date.now());
    // Once a day.
    expect((await runRecorder(["flush", "--force"], { cwd: folder })).stderr).toBe("");
  });
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
