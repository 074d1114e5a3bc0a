import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, readReplay, sitePage, startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows } from "./support/expected-rows.js";
import { poll, reportIn } from "./support/modelled-site.js";
import { filesIn } from "./support/real-site.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { TypedSite } from "./support/typed-site.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";
const sites = [
  ["iq7plus-10-inverters", 9],
  ["firmware-8.2.4345_with_device_data", 1],
  ["firmware-8.3.5167_3rd-pv", 1],
] as const;

const tableFolder = (folder: string): string => join(folder, "data/tables/device_reports");
const archiveFolder = (folder: string): string => join(folder, "data/parquet_archive");

/** What each device reported, one after the other, as DuckDB reads it. */
async function keptReports(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const sql = "SELECT device_id, json FROM ARCHIVE ORDER BY device_id, first_captured_at";
  const reports = new Map<string, string[]>();
  for (const { device_id, json } of await queryArchive(tableFolder(folder), sql)) {
    addUnlessRepeated(reports, String(device_id), String(json));
  }
  return reports;
}

function addUnlessRepeated(reports: Map<string, string[]>, id: string, text: string): void {
  const ofDevice = reports.get(id) ?? [];
  reports.set(id, ofDevice);
  if (ofDevice.at(-1) !== text) ofDevice.push(text);
}

/** The text of each member, found without the recorder's code: the shortest that JSON.parse takes. */
function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  for (const name of Object.keys(JSON.parse(text))) {
    const start = text.slice(text.indexOf(`"${name}"`)).replace(/^"[^"]*"\s*:\s*/, "");
    const [number] = /^-?\d+/.exec(start) ?? [];
    let end = number?.length ?? start.indexOf("}") + 1;
    while (!isJson(start.slice(0, end))) end = start.indexOf("}", end) + 1;
    members.set(name, start.slice(0, end));
  }
  return members;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const allRows = (folder: string) => queryArchive(archiveFolder(folder), archivedRows);

const flush = (folder: string, ...more: readonly string[]): Promise<Ended> =>
  runRecorder(["flush", "--force", ...more], { cwd: folder });

/** Takes the archive away, and expects every row of it back from the reports. */
async function expectRederived(folder: string): Promise<void> {
  const before = await allRows(folder);
  const equal = await flush(folder, "--from-reports");
  expect(equal.code, equal.stderr).toBe(0);
  expect(equal.stdout).toContain(`added 0 rows; ${before.length} readings archived already\n`);
  await rm(archiveFolder(folder), { recursive: true });
  const rederived = await flush(folder, "--from-reports");
  expect(rederived.code, rederived.stderr).toBe(0);
  expect(rederived.stdout).toContain(`added ${before.length} rows`);
  expect(await allRows(folder)).toEqual(before);
}

describe.runIf(recordings !== "")("the device reports of real gateways", () => {
  it.each(sites)(
    "%s: each device's text, byte for byte, and the archive from it",
    async (site, polls) => {
      const replay = await readReplay(join(recordings, site));
      await using simulator = await startSimulator({ replay });
      await using recorder = await recorderFolder(simulator);
      const { folder } = recorder;
      for (let i = 0; i < polls; i++) {
        expect(await runRecorder(["record"], { cwd: folder })).toMatchObject({ code: 0 });
      }
      const flushed = await flush(folder);
      expect(flushed.code, flushed.stderr).toBe(0);
      const expected = new Map<string, string[]>();
      for (const name of (await readdir(join(recordings, site))).sort()) {
        if (!name.includes("device_data")) continue;
        const text = await readFile(join(recordings, site, name), "utf8");
        for (const [id, member] of membersOf(text)) addUnlessRepeated(expected, id, member);
      }
      expect(expected.size).toBeGreaterThanOrEqual(12);
      expect(new Map([...(await keptReports(folder))].sort())).toEqual(
        new Map([...expected].sort()),
      );
      await expectRederived(folder);
    },
  );
});

describe("device reports", () => {
  it("of two simulated days bring every row of the archive back", async () => {
    await using site = await TypedSite.create();
    await writeBacklog(site.folder, 2880);
    expect((await flush(site.folder)).code).toBe(0);
    await expectRederived(site.folder);
  });

  it.each([
    [60, { pcu: 50, listed: 62, field: 2 }],
    [8, { pcu: 8, acb: 2, eim: 2, listed: 10, field: 2 }],
  ])("of a site with meters, batteries and %i inverters, too", async (inverters, expected) => {
    await using recorder = await TypedSite.create();
    const { folder } = recorder;
    const incoming = join(folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    const start = Date.UTC(2026, 5, 1, 10) / 1000;
    const site = createSite({
      since: start - 86_400,
      inverters,
      meters: "enabled",
      acBatteries: 2,
    });
    for (let unixSeconds = start; unixSeconds < start + 3600; unixSeconds += 60) {
      const source = { site, unixSeconds, serialNumber: "122", login: "token" } as const;
      for (const [label, path] of [
        ["", "/ivp/pdm/device_data"],
        [".inverters", "/api/v1/production/inverters"],
      ]) {
        await writeFile(
          join(incoming, `${unixSeconds}${label}.json`),
          sitePage(path ?? "", source) ?? "",
        );
      }
    }
    expect((await flush(folder)).code).toBe(0);
    const sql =
      "SELECT kind, count(DISTINCT device_id)::INT AS devices FROM ARCHIVE GROUP BY kind ORDER BY kind";
    const kinds = await queryArchive(tableFolder(folder), sql);
    expect(Object.fromEntries(kinds.map(({ kind, devices }) => [kind, devices]))).toEqual(expected);
    await expectRederived(folder);
  });

  it("go on with the day's file of the flush before, and repeat nothing", async () => {
    await using site = await TypedSite.create();
    const texts = [poll("1", "2026-02-01T00:00:00Z"), poll("1", "2026-02-01T00:15:00Z")];
    await site.flush(texts[0] ?? "", texts[0] ?? "");
    await site.flush(texts[0] ?? "", texts[1] ?? "", texts[1] ?? "");
    const kept = await queryArchive(
      tableFolder(site.folder),
      "SELECT json FROM ARCHIVE WHERE kind = 'pcu'",
    );
    expect(kept.map(({ json }) => json)).toEqual(texts.map(reportIn));
  });

  it("of an answer that is not valid UTF-8 are not kept: the answer is, and its readings", async () => {
    await using site = await TypedSite.create();
    const incoming = join(site.folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    const [before, after] = poll("1", "2026-02-01T00:00:00Z").split("pcu");
    const bytes = Buffer.concat([
      Buffer.from(`${before}pcu","note":"`),
      Buffer.from([0xff]),
      Buffer.from(after ?? ""),
    ]);
    await writeFile(join(incoming, "1769904300.json"), bytes);
    const flushed = await flush(site.folder);
    expect(flushed.code).toBe(7);
    expect(flushed.stderr).toContain("The answer is not valid UTF-8.");
    expect(
      await readFile(join(site.folder, "data/live_buffer/quarantine/1769904300.json")),
    ).toEqual(bytes);
    expect(await allRows(site.folder)).toHaveLength(1);
    expect(
      existsSync(tableFolder(site.folder)) && (await filesIn(tableFolder(site.folder))).size > 0,
    ).toBe(false);
  });

  it("of an answer of megabytes are not kept: the answer is, and its readings", async () => {
    await using site = await TypedSite.create();
    const answer = poll("1", "2026-02-01T00:00:00Z").replace(
      '"pcu"',
      `"pcu","note":"${"x".repeat(2 ** 20)}"`,
    );
    const flushed = await site.flush(answer);
    expect(flushed.code).toBe(7);
    expect(flushed.stderr).toContain("no device reports are kept; its readings are");
    expect(await allRows(site.folder)).toHaveLength(1);
    expect(existsSync(tableFolder(site.folder))).toBe(false);
    const [kept = ""] = (await readdir(join(site.folder, "data/live_buffer/quarantine"))).sort();
    expect(await readFile(join(site.folder, "data/live_buffer/quarantine", kept), "utf8")).toBe(
      answer,
    );
  });

  it("of backfilled answers are kept, in their order", async () => {
    await using site = await TypedSite.create();
    await site.flush(poll("1", "2026-02-01T00:15:00Z"));
    const old = join(site.folder, "old");
    await mkdir(old);
    await writeFile(join(old, "1769904000.json"), poll("1", "2026-02-01T00:00:00Z"));
    const run = await site.run("backfill", "old");
    expect(run.code, run.stderr).toBe(0);
    const kept = await keptReports(site.folder);
    expect(kept.get("1")).toEqual(
      [poll("1", "2026-02-01T00:00:00Z"), poll("1", "2026-02-01T00:15:00Z")].map(reportIn),
    );
  });

  it("are left out if the config says so", async () => {
    await using site = await TypedSite.create();
    const config = join(site.folder, "config.toml");
    await writeFile(
      config,
      `${await readFile(config, "utf8")}[tables]\ndevice_reports = false\ndaily_summary = false\n`,
    );
    await site.flush(poll("1", "2026-02-01T00:15:00Z"));
    expect(await allRows(site.folder)).toHaveLength(1);
    expect(existsSync(join(site.folder, "data/tables/device_reports"))).toBe(false);
  });

  it.runIf(process.platform === "linux")(
    "keep no flush from its work where their folder cannot be made",
    async () => {
      await using site = await TypedSite.create();
      const config = join(site.folder, "config.toml");
      await writeFile(
        config,
        `${await readFile(config, "utf8")}[paths]\ntables = "/sys/envoy-recorder"\n`,
      );
      const flushed = await site.flush(poll("1", "2026-02-01T00:15:00Z"));
      expect(flushed.code, flushed.stderr).toBe(0);
      expect(flushed.stderr).toMatch(
        /\/sys\/envoy-recorder cannot be made .* envoy-recorder schedule install/,
      );
      expect(await allRows(site.folder)).toHaveLength(1);
    },
  );
});
