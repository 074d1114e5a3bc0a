import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSite, deviceDataPage, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { startFastClock } from "./support/fast-clock.js";
import { recorderFolder, runRecorder, startRecorder } from "./support/recorder-process.js";
import { startRelay } from "./support/relay.js";
import { until } from "./support/upload-site.js";

const minute = 60_000;
const day = 1440 * minute;

describe("a day's watch", () => {
  it("polls each minute and never two at once, flushes while a poll hangs, and archives every reading once", async () => {
    const start = Date.UTC(2026, 5, 10, 3);
    const hooks = await mkdtemp(join(tmpdir(), "fast-clock-"));
    const clock = await startFastClock(hooks, start, 1500);
    const site = createSite({ since: start / 1000 - 86_400 });
    await using simulator = await startSimulator({ site, now: () => clock.now() / 1000 });
    await using recorder = await recorderFolder(
      simulator,
      "[intervals]\nflush_buffer_every_n_minutes = 30\n",
    );
    const { folder } = recorder;
    const { child, ended } = startRecorder(["watch"], { cwd: folder, env: clock.env });
    let log = "";
    child.stderr?.on("data", (data) => {
      log += String(data);
    });
    const flushes = (): number => log.match(/flushed \d+ polls?/g)?.length ?? 0;

    // At night, when no reading is missed.
    await until(() => clock.now() > start + 20 * 60 * minute);
    const before = simulator.requests.length;
    simulator.failNext("hang");
    await until(() => simulator.requests.length > before);
    const [hangs, flushed] = [simulator.requests.length, flushes()];
    await until(() => flushes() > flushed);
    expect(simulator.requests.length).toBe(hangs);
    simulator.dropConnections();

    await until(() => clock.now() > start + day);
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/ (WARNING|CRITICAL) /);
    expect(stderr).toMatch(/INFO Ended: stopped by SIGTERM\.\n$/);

    const saved = stderr.match(/ saved \d+ bytes/g)?.length ?? 0;
    const incoming = join(folder, "data/live_buffer/incoming");
    const waiting = existsSync(incoming) ? readdirSync(incoming).length : 0;
    const archived = [...stderr.matchAll(/flushed (\d+) polls?/g)].reduce(
      (n, [, m]) => n + Number(m),
      0,
    );
    expect(saved).toBeGreaterThan(500);
    if (!stderr.includes("Stopped while flushing")) expect(archived + waiting).toBe(saved);

    const rest = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(rest.code, rest.stderr).toBe(0);
    const answers: string[] = [];
    for (let at = start; at < start + day - 30 * minute; at += minute) {
      answers.push(deviceDataPage(site.invertersAt(at / 1000)));
    }
    const expected = expectedRows(answers);
    const lastEnd = Math.max(...expected.map(({ end }) => end));
    expect(expected.length).toBeGreaterThan(200);
    const rows = await queryArchive(join(folder, "data/parquet_archive"), archivedRows);
    expect(rows.filter(({ end }) => Number(end) <= lastEnd)).toEqual(expected);
    await rm(hooks, { recursive: true });
  }, 180_000);

  it("goes on after the gateway was away, and beside cron's runs", async () => {
    const hooks = await mkdtemp(join(tmpdir(), "fast-clock-"));
    const clock = await startFastClock(hooks, Date.UTC(2026, 5, 10, 9), 600);
    await using simulator = await startSimulator({ now: () => clock.now() / 1000 });
    await using relay = await startRelay(simulator);
    const { host, token } = simulator;
    await using recorder = await recorderFolder(
      { host, port: relay.port, token },
      "[intervals]\nflush_buffer_every_n_minutes = 5\n",
    );
    const { folder } = recorder;
    await relay.close();
    const { child, ended } = startRecorder(["watch"], { cwd: folder, env: clock.env });
    let log = "";
    child.stderr?.on("data", (data) => {
      log += String(data);
    });
    await until(() => log.includes("nothing is listening"));
    await relay.open();
    await until(() => log.includes("The gateway gives readings again."));
    const crons = [0, 1, 2].map(() => runRecorder(["record"], { cwd: folder, env: clock.env }));
    for (const cron of await Promise.all(crons)) expect(cron.code, cron.stderr).toBe(0);
    await until(() => /flushed \d+ polls?/.test(log));
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    await rm(hooks, { recursive: true });
  });
});
