import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createSite, deviceDataPage, invertersPage, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { ageIncoming } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const ended = (code: number): unknown => expect.objectContaining({ code });

/** The gateway's clock, for tests that need the same readings in two polls. */
const noon = Date.UTC(2026, 5, 10, 12) / 1000;

describe("record", () => {
  it("says one line with the time in UTC, and the next flushes what is due", async () => {
    await using simulator = await startSimulator({ now: () => noon });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const first = await runRecorder([], { cwd: folder });
    expect(first.stderr).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO saved \d+ bytes as .*\.json\n$/,
    );
    await ageIncoming(join(folder, "data/live_buffer"));
    const second = await runRecorder([], { cwd: folder });
    expect(second.stderr).toMatch(/INFO saved .*; flushed 2 polls, added 9 rows to /);
  });

  it.each([
    ["a web page", "<!DOCTYPE html><title>Router</title>", 3],
    ["a gateway's error text", "Internal Server Error", 3],
    ["no text at all", "", 3],
    ["an empty object after a byte order mark and a space", "\uFEFF {}", 0],
  ])("saves %s, and says so if it cannot be readings", async (_what, answer, code) => {
    const page = new TextEncoder().encode(answer);
    await using simulator = await startSimulator({
      replay: new Map([["ivp_pdm_device_data", [page]]]),
    });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const recorded = await runRecorder(["record"], { cwd: folder });
    expect(recorded).toEqual(ended(code));
    const warning = /WARNING 127\.0\.0\.1 did not answer with readings but .*\.json\. Is envoy/;
    if (code === 3) expect(recorded.stderr).toMatch(warning);
    else expect(recorded.stderr).not.toContain("WARNING");
    const incoming = join(folder, "data/live_buffer/incoming");
    const [name = ""] = await readdir(incoming);
    expect(await readFile(join(incoming, name), "utf8")).toBe(answer);
  });

  it("saves a truncated answer too, and quarantines it at the flush with the reason", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    simulator.failNext("truncated");
    expect(await runRecorder(["record"], { cwd: folder })).toEqual(ended(0));
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed).toEqual(ended(7));
    expect(flushed.stdout).toBe("flushed 1 poll, added 0 rows, moved 1 to quarantine\n");
    const quarantine = join(folder, "data/live_buffer/quarantine");
    const [entry = "", reason = ""] = (await readdir(quarantine)).sort();
    expect(await readFile(join(quarantine, reason), "utf8")).toMatch(
      /^The answer from \/ivp\/pdm\/device_data is not JSON: /,
    );
    expect((await readFile(join(quarantine, entry))).byteLength).toBeGreaterThan(1000);
  });

  it("refuses an answer that is too large, says so, and takes it if more is allowed", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    simulator.failNext("huge");
    const refused = await runRecorder(["record"], { cwd: folder });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(
      /answered with more than 33554432 bytes; .* The limit is envoy\.max_response_bytes/,
    );
    expect(existsSync(join(folder, "data/live_buffer/incoming"))).toBe(false);
    simulator.failNext("huge");
    const env = { ENVOY_RECORDER_ENVOY__MAX_RESPONSE_BYTES: "200000000" };
    expect(await runRecorder(["record"], { cwd: folder, env })).toEqual(ended(0));
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed.stdout).toContain("flushed 1 poll, added 9 rows");
  });

  it("saves the list of all inverters if device_data is cut short, and archives what it knows", async () => {
    const noon = Date.UTC(2026, 5, 1, 12) / 1000;
    const site = createSite({ inverters: 60, inactiveInverter: -1, since: noon - 86_400 });
    let now = noon;
    await using simulator = await startSimulator({ site, now: () => now });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const first = await runRecorder(["record"], { cwd: folder });
    expect(first.stderr).toMatch(
      /saved .*\.json; the list of all inverters as .*\d\.inverters\.json/,
    );
    now += 900;
    await runRecorder(["record"], { cwd: folder });
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed.stdout).toContain("flushed 2 polls, added 120 rows");
    const sql = `SELECT count(*)::INT AS rows, count(joules_produced)::INT AS known,
      count(DISTINCT serial_number)::INT AS inverters FROM ARCHIVE`;
    expect(await queryArchive(join(folder, "data/parquet_archive"), sql)).toEqual([
      { rows: 120, known: 100, inverters: 60 },
    ]);
    expect(simulator.requests.filter((request) => request.includes("v1/production"))).toHaveLength(
      2,
    );
  });

  it("puts no row of the list of all inverters before the whole reading of an inverter that polls show", async () => {
    const noon = Date.UTC(2026, 5, 1, 12) / 1000;
    const site = createSite({ inverters: 60, inactiveInverter: -1, since: noon - 86_400 });
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    const incoming = join(folder, "data/live_buffer/incoming");
    const save = async (name: string, text: string): Promise<void> => {
      await mkdir(incoming, { recursive: true });
      await writeFile(join(incoming, name), text);
    };
    // A flush came between a poll and its list: the list is the first of the next batch.
    await save(`${noon}.inverters.json`, invertersPage(site.invertersAt(noon)));
    await save(`${noon + 60}.json`, deviceDataPage(site.invertersAt(noon)));
    expect((await runRecorder(["flush", "--force"], { cwd: folder })).stdout).toContain(
      "added 60 rows",
    );
    const sql = "SELECT count(*)::INT AS rows, count(joules_produced)::INT AS known FROM ARCHIVE";
    const archive = join(folder, "data/parquet_archive");
    expect(await queryArchive(archive, sql)).toEqual([{ rows: 60, known: 50 }]);
    // Alone it cannot be told which inverters it adds, so it is kept.
    await save(`${noon + 900}.inverters.json`, invertersPage(site.invertersAt(noon + 900)));
    const alone = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(alone.stderr).toMatch(
      /moved to quarantine: .*inverters\.json: No poll was flushed with this list/,
    );
    expect(await queryArchive(archive, sql)).toEqual([{ rows: 60, known: 50 }]);
  });

  it("keeps what holds secrets or serial numbers to its owner, and warns once of an open config", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator, '[logging]\nfile = "log.txt"\n');
    const { folder } = recorder;
    await runRecorder(["record"], { cwd: folder });
    const modes = new Map<string, string>();
    const buffer = join(folder, "data/live_buffer");
    for (const name of [".", ...(await readdir(buffer, { recursive: true }))]) {
      const { mode } = await stat(join(buffer, name));
      modes.set(name.replace(/\d+/, "N"), (mode & 0o777).toString(8));
    }
    expect(Object.fromEntries(modes)).toEqual({
      ".": "700",
      incoming: "700",
      "incoming/N.json": "600",
      tmp: "700",
    });
    expect((await stat(join(folder, "log.txt"))).mode & 0o777).toBe(0o600);
    const closed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(closed.stderr).not.toContain("WARNING");
    await chmod(join(folder, "config.toml"), 0o644);
    await runRecorder(["record"], { cwd: folder });
    const open = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(
      open.stderr.match(/WARNING Other users of this machine can read the secret/g),
    ).toHaveLength(1);
  });

  it("ends with 4 if the token is refused, 3 if nothing answers, and shows no token", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(
      simulator,
      '[logging]\nfile = "log.txt"\nlevel = "DEBUG"\n',
    );
    const { folder } = recorder;
    const env = { ENVOY_RECORDER_ENVOY__TOKEN: "secret.secret.secret" };
    const refused = await runRecorder(["record"], { cwd: folder, env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("refused the token");
    await simulator.close();
    const unreachable = await runRecorder(["record"], { cwd: folder, env });
    expect(unreachable.code).toBe(3);
    expect(unreachable.stderr).toContain("nothing is listening there");
    const log = await readFile(join(folder, "log.txt"), "utf8");
    expect(log).toContain("ERROR");
    expect(refused.stderr + refused.stdout + unreachable.stderr + log).not.toContain("secret");
    expect(existsSync(join(folder, "data/live_buffer/incoming"))).toBe(false);
  });

  it("polls and ends with 0 while another process holds the flush lock", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await runRecorder(["record"], { cwd: folder });
    const buffer = join(folder, "data/live_buffer");
    await ageIncoming(buffer);
    const digest = createHash("sha256").update(buffer).digest("hex").slice(0, 32);
    const holder = createServer().listen(`\0envoy-recorder-flush-${digest}`);
    try {
      const run = await runRecorder(["record"], { cwd: folder });
      expect(run).toMatchObject({ code: 0 });
      expect(run.stderr).toContain("another run is flushing");
      expect(await readdir(join(buffer, "incoming"))).toHaveLength(2);
    } finally {
      holder.close();
    }
    expect((await runRecorder(["record"], { cwd: folder })).stderr).toContain("flushed 3 polls");
  });

  it("flushes what an interrupted run left before anything else", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const stranded = join(folder, "data/live_buffer/processing_1700000000");
    await mkdir(stranded, { recursive: true });
    await writeFile(join(stranded, "1700000000.json"), "<html>");
    const run = await runRecorder(["record"], { cwd: folder });
    expect(run.stderr).toContain("flushed 2 polls");
    expect(existsSync(stranded)).toBe(false);
  });

  it("ends with 5 and keeps the polls if the archive cannot be read", async () => {
    await using simulator = await startSimulator({ now: () => noon });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await runRecorder(["record"], { cwd: folder });
    const partition = join(folder, "data/parquet_archive/year=2026/month=6");
    const file = join(partition, "00000000.parquet");
    await mkdir(partition, { recursive: true });
    await writeFile(file, "damaged");
    const run = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(run.code).toBe(5);
    expect(run.stderr).toContain("00000000.parquet");
    expect(await readFile(file, "utf8")).toBe("damaged");
    const [batch = ""] = (await readdir(join(folder, "data/live_buffer"))).filter((n) =>
      n.startsWith("processing_"),
    );
    expect(await readdir(join(folder, "data/live_buffer", batch))).toHaveLength(1);
  });

  it("says both and ends with the worse code if a flush moved a poll to quarantine and rewriting failed", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    simulator.failNext("truncated");
    await runRecorder(["record"], { cwd: folder });
    const partition = join(folder, "data/parquet_archive/year=2020/month=1");
    await mkdir(partition, { recursive: true });
    await writeFile(join(partition, "00000000.parquet"), "damaged");
    const run = await runRecorder(["flush", "--force", "--rewrite"], { cwd: folder });
    expect(run.code).toBe(5);
    expect(run.stdout).toMatch(/moved 1 to quarantine\n.*rewrit/);
    expect(run.stderr).toMatch(/WARNING A poll was moved to quarantine[\s\S]* ERROR .*month=1/);
  });

  it.runIf(process.platform === "linux")(
    "ends, and says so, if no folder can be made",
    async () => {
      await using simulator = await startSimulator();
      await using recorder = await recorderFolder(simulator);
      const { folder: cwd } = recorder;
      const run = (key: string, path: string): Promise<unknown> =>
        runRecorder(["record"], { cwd, env: { [`ENVOY_RECORDER_${key}`]: path } });
      expect(await run("LOGGING__FILE", "/proc/nowhere/logs/recorder.log")).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("The log file /proc/nowhere/logs/recorder.log cannot be"),
      });
      expect(await run("PATHS__STATE", "/proc/nowhere/state")).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("fingerprint"),
      });
      expect(await run("PATHS__LIVE_BUFFER", "/proc/nowhere/buffer")).toMatchObject({
        code: 5,
        stderr: expect.stringContaining("/proc/nowhere"),
      });
    },
  );

  it("reads polls of both kinds after the compression was switched on", async () => {
    await using simulator = await startSimulator({ now: () => noon });
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await runRecorder(["record"], { cwd: folder });
    const env = { ENVOY_RECORDER_LIVE_BUFFER__COMPRESSION: "gzip" };
    await runRecorder(["record"], { cwd: folder, env });
    const names = await readdir(join(folder, "data/live_buffer/incoming"));
    expect(names.filter((name) => name.endsWith(".json.gz"))).toHaveLength(1);
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed.stdout).toContain("flushed 2 polls, added 9 rows");
  });
});
