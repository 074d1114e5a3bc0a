import { existsSync } from "node:fs";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { recorderFolder, runRecorder, startRecorder } from "./support/recorder-process.js";
import { startRelay } from "./support/relay.js";
import { until } from "./support/upload-site.js";

const stopped = /INFO Ended: stopped by SIGTERM\.\n$/;

/** Starts a watch; `log` is what it has logged so far. */
function startWatch(folder: string, env: Readonly<Record<string, string>> = {}) {
  const { child, ended } = startRecorder(["watch"], { cwd: folder, env });
  let text = "";
  child.stderr?.on("data", (data) => {
    text += String(data);
  });
  return { child, ended, log: () => text };
}

const incoming = (folder: string): Promise<readonly string[]> =>
  readdir(join(folder, "data/live_buffer/incoming"));

describe("SIGTERM", () => {
  it("ends a watch at once while it waits for the next minute", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { child, ended, log } = startWatch(recorder.folder);
    await until(() => log().includes("saved"));
    const since = performance.now();
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(stopped);
    expect(performance.now() - since).toBeLessThan(2000);
    expect(await incoming(recorder.folder)).not.toHaveLength(0);
    const { stdout } = await runRecorder(["status"], { cwd: recorder.folder });
    expect(stdout).toMatch(/^last poll .* \(0 min ago\)$/m);
  });

  it("lets an answer arrive that is on its way, and saves it", async () => {
    await using simulator = await startSimulator();
    await using relay = await startRelay(simulator);
    const { host, token } = simulator;
    await using recorder = await recorderFolder({ host, port: relay.port, token });
    relay.delayMs = 600;
    const { child, ended } = startWatch(recorder.folder);
    await until(() => simulator.requests.some((request) => request.includes("device_data")));
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/ saved \d+ bytes/);
    expect(stderr).toMatch(stopped);
    expect(await incoming(recorder.folder)).toHaveLength(1);
  });

  it("ends a watch within seven seconds while the gateway hangs, and leaves nothing half written", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    simulator.failNext("hang");
    const { child, ended } = startWatch(recorder.folder);
    await until(() => simulator.requests.some((request) => request.includes("device_data")));
    const since = performance.now();
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(stopped);
    expect(stderr).not.toContain("ERROR");
    expect(performance.now() - since).toBeLessThan(7000);
    expect(existsSync(join(recorder.folder, "data/live_buffer/tmp"))).toBe(false);
  });

  it("ends the flush too, of which the next run archives the rest", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const texts = await writeBacklog(folder, 4000);
    const { child, ended } = startWatch(folder);
    const buffer = join(folder, "data/live_buffer");
    while (!(await readdir(buffer)).some((name) => name.startsWith("processing_"))) await delay(2);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("Stopped while flushing; the next run continues from here.");
    expect(stderr).toMatch(stopped);
    const next = await runRecorder(["record", "--no-poll"], { cwd: folder });
    expect(next.code, next.stderr).toBe(0);
    await runRecorder(["flush", "--force"], { cwd: folder });
    const rows = await queryArchive(join(folder, "data/parquet_archive"), archivedRows);
    expect(rows).toEqual(expect.arrayContaining([...expectedRows(texts)]));
  }, 60_000);

  it("waits for the flush also when it comes twice", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await writeBacklog(folder, 4000);
    const { child, ended } = startWatch(folder);
    const buffer = join(folder, "data/live_buffer");
    while (!(await readdir(buffer)).some((name) => name.startsWith("processing_"))) await delay(2);
    child.kill("SIGTERM");
    // Soon: at its very end, when Node has put down its handlers, any process can be killed.
    await delay(5);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("Stopped while flushing; the next run continues from here.");
    expect(stderr).toMatch(stopped);
  }, 60_000);

  it.each([0, 60, 120, 180, 240])("harms nothing %i ms after the start", async (ms) => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { child, ended } = startWatch(recorder.folder);
    await delay(ms);
    child.kill("SIGTERM");
    const { code, signal, stderr } = await ended;
    // Before Node runs the program, the signal ends it.
    expect([0, null], stderr).toContain(code);
    if (code === null) expect(signal).toBe("SIGTERM");
    const run = await runRecorder(["record"], { cwd: recorder.folder });
    expect(run.code, run.stderr).toBe(0);
  });
});

describe("a watch that a service manager started", () => {
  it("says READY=1, then WATCHDOG=1 while polls go on, and STOPPING=1 at the end", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    // In the place of systemd's own program.
    const told = join(folder, "told.txt");
    await writeFile(join(folder, "systemd-notify"), `#!/bin/sh\necho "$@" >> '${told}'\n`);
    await chmod(join(folder, "systemd-notify"), 0o755);
    const { child, ended } = startWatch(folder, {
      PATH: `${folder}:${process.env["PATH"]}`,
      NOTIFY_SOCKET: "/run/none",
      WATCHDOG_USEC: "400000",
    });
    const lines = async (): Promise<readonly string[]> =>
      (await readFile(told, "utf8").catch(() => "")).split("\n").filter(Boolean);
    while ((await lines()).length < 3) await delay(20);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    const all = await lines();
    expect([all[0], ...new Set(all.slice(1, -1)), all.at(-1)]).toEqual([
      "READY=1",
      "WATCHDOG=1",
      "STOPPING=1",
    ]);
  });

  it("polls nevertheless where systemd-notify is missing, and warns once", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { child, ended, log } = startWatch(recorder.folder, {
      PATH: recorder.folder,
      NOTIFY_SOCKET: "/run/none",
      WATCHDOG_USEC: "100000",
    });
    await until(() => log().includes("saved"));
    await delay(300);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr.match(/Is systemd-notify installed\?/g)).toHaveLength(1);
  });
});
