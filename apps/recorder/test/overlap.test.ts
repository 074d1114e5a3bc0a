import { existsSync, readdirSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it, vi } from "vitest";
import { tryLock } from "../src/state/process-lock.js";
import { writeBacklog } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { recorderFolder, runRecorder, startRecorder } from "./support/recorder-process.js";

const liveBuffer = (folder: string): string => join(folder, "data/live_buffer");
const names = (path: string): readonly string[] => (existsSync(path) ? readdirSync(path) : []);

/** Waits until a flush has renamed `incoming`. */
async function untilSealed(folder: string): Promise<string> {
  for (let i = 0; i < 4000; i++) {
    const sealed = names(liveBuffer(folder)).find((name) => name.startsWith("processing_"));
    if (sealed !== undefined) return join(liveBuffer(folder), sealed);
    await delay(5);
  }
  throw new Error("no flush began");
}

/** So many that their flush takes a second, and can be met in the middle. */
const manyPolls = 10_000;

/** A recorder whose flush of many polls was just begun. */
async function busyRecorder(simulator: Simulator, polls = manyPolls) {
  const recorder = await recorderFolder(simulator);
  const { folder } = recorder;
  const texts = await writeBacklog(folder, polls);
  const flushing = startRecorder(["flush", "--force"], { cwd: folder });
  const sealed = await untilSealed(folder);
  return {
    folder,
    texts,
    sealed,
    flushing,
    [Symbol.asyncDispose]: async () => {
      flushing.child.kill("SIGKILL");
      await flushing.ended;
      await recorder[Symbol.asyncDispose]();
    },
  };
}

/** The archive holds each reading of these answers once. The simulated site of now has other readings beside them. */
async function expectArchived(folder: string, texts: readonly string[]): Promise<void> {
  const rows = await queryArchive(join(folder, "data/parquet_archive"), archivedRows);
  const keyOf = (row: Record<string, unknown>): string => `${row["serial_number"]} ${row["end"]}`;
  expect(new Set(rows.map(keyOf)).size).toBe(rows.length);
  const expected = expectedRows(texts);
  const wanted = new Set(expected.map((row) => `${row.serial_number} ${row.end}`));
  expect(rows.filter((row) => wanted.has(keyOf(row)))).toEqual(expected);
}

describe("twenty runs at once", () => {
  it("save twenty answers, and archive each reading once", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const texts = await writeBacklog(folder, 30);
    const runs = await Promise.all(
      Array.from({ length: 20 }, () => runRecorder(["record"], { cwd: folder })),
    );
    for (const { code, stderr } of runs) {
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(/INFO saved \d+ bytes/);
    }
    expect(runs.some(({ stderr }) => stderr.includes("flushed"))).toBe(true);
    const last = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(last.code).toBe(0);
    const flushed = [...runs, last]
      .map(({ stdout, stderr }) => Number(/flushed (\d+) polls?/.exec(stdout + stderr)?.[1] ?? 0))
      .reduce((sum, polls) => sum + polls, 0);
    expect(flushed).toBe(50);
    await expectArchived(folder, texts);
    expect(names(join(liveBuffer(folder), "tmp"))).toEqual([]);
  }, 120_000);
});

describe("a flush that takes long", () => {
  it("holds up no poll, and no second flush begins, while it is stopped", async () => {
    await using simulator = await startSimulator();
    await using busy = await busyRecorder(simulator);
    const { folder, flushing, texts } = busy;
    flushing.child.kill("SIGSTOP");
    await delay(50);
    const before = names(busy.sealed).length;
    for (let minute = 1; minute <= 3; minute++) {
      const began = performance.now();
      const run = await runRecorder(["record"], { cwd: folder });
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr).toMatch(/saved .*; another run is flushing/);
      expect(names(join(liveBuffer(folder), "incoming"))).toHaveLength(minute);
    }
    expect(names(busy.sealed)).toHaveLength(before);
    flushing.child.kill("SIGCONT");
    const ended = await flushing.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain(`flushed ${manyPolls} polls`);
    await expectArchived(folder, texts);
  }, 120_000);

  it("leaves no lock behind when it is killed: the next run carries on at once", async () => {
    await using simulator = await startSimulator();
    await using busy = await busyRecorder(simulator);
    busy.flushing.child.kill("SIGKILL");
    await busy.flushing.ended;
    const next = await runRecorder(["record"], { cwd: busy.folder });
    expect(next.stderr).toMatch(/saved .*; flushed \d+ polls?/);
    await expectArchived(busy.folder, busy.texts);
    expect(names(liveBuffer(busy.folder)).filter((name) => name.startsWith("proc"))).toEqual([]);
  }, 120_000);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends within two seconds of %s, and the next run carries on",
    async (signal) => {
      await using simulator = await startSimulator();
      await using busy = await busyRecorder(simulator);
      const began = performance.now();
      busy.flushing.child.kill(signal);
      const { code, stderr } = await busy.flushing.ended;
      expect(performance.now() - began).toBeLessThan(2000);
      expect(code).toBe(1);
      expect(stderr).toMatch(/ERROR Stopped while flushing; the next run continues from here\.\n$/);
      const next = await runRecorder(["record"], { cwd: busy.folder });
      expect(next.code, next.stderr).toBe(0);
      await expectArchived(busy.folder, busy.texts);
    },
    120_000,
  );
});

describe("a backlog", () => {
  it("goes oldest first in batches, of which a kill in the middle loses none", async () => {
    await using simulator = await startSimulator();
    await using busy = await busyRecorder(simulator);
    const { folder, sealed, flushing } = busy;
    const archive = join(folder, "data/parquet_archive");
    while (!existsSync(join(archive, "year=2026/month=6/00000000.parquet"))) await delay(5);
    flushing.child.kill("SIGKILL");
    await flushing.ended;
    const archived = await queryArchive(archive, archivedRows);
    expect(archived.length).toBeLessThan(expectedRows(busy.texts).length / 2);
    const left = names(sealed).map((name) => Number.parseInt(name, 10));
    const oldestLeft = Math.min(...left);
    expect(left.length).toBeGreaterThan(0);
    const all = busy.texts.length;
    const done = busy.texts.slice(0, all - left.length);
    expect(oldestLeft).toBe(Date.UTC(2026, 5, 1, 8) / 1000 + 60 * done.length);
    await expectArchived(folder, done);
    expect((await runRecorder(["record"], { cwd: folder })).code).toBe(0);
    await expectArchived(folder, busy.texts);
  }, 120_000);

  it("holds the names of all polls in memory, but not the polls", async () => {
    const peak = async (
      polls: number,
    ): Promise<{ readonly peak: number; readonly answers: number }> => {
      await using recorder = await recorderFolder(undefined);
      const { folder } = recorder;
      await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
      const texts = await writeBacklog(folder, polls, Date.UTC(2026, 5, 1) / 1000);
      const hook = join(folder, "say-peak.cjs");
      await writeFile(
        hook,
        'process.on("exit", () => process.stderr.write("maxRSS=" + process.resourceUsage().maxRSS));',
      );
      const env = { NODE_OPTIONS: `--require=${hook}` };
      const run = await runRecorder(["flush", "--force"], { cwd: folder, env });
      expect(run.code, run.stderr).toBe(0);
      const answers = texts.reduce((sum, { length }) => sum + length, 0) / 2 ** 20;
      return { peak: Number(/maxRSS=(\d+)/.exec(run.stderr)?.[1]) / 1024, answers };
    };
    const [few, many] = [await peak(8640), await peak(25_920)];
    expect(few.peak).toBeGreaterThan(30);
    const peaks = `${few.peak} MiB for 6 days, ${many.peak} MiB for 18`;
    expect(many.peak - few.peak, peaks).toBeLessThan(0.75 * (many.answers - few.answers));
  }, 120_000);
});

describe("the lock", () => {
  it("is not taken for held when something else fails, whatever that is", async () => {
    const listen = vi.spyOn(Server.prototype, "listen").mockImplementation(() => {
      throw new RangeError("no more of these");
    });
    await expect(tryLock([tmpdir()], "flush")).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/^Cannot lock .*: no more of these/),
    });
    listen.mockRestore();
  });

  it("that cannot be taken ends with 5 and says why", async () => {
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    await writeBacklog(folder, 1);
    // On macOS the lock is a file in the temporary folder, which is missing here.
    const hook = join(folder, "as-on-macos.cjs");
    await writeFile(hook, 'Object.defineProperty(process, "platform", { value: "darwin" });');
    const env = { NODE_OPTIONS: `--require=${hook}`, TMPDIR: join(folder, "missing") };
    const run = await runRecorder(["flush", "--force"], { cwd: folder, env });
    expect(run.code, run.stderr).toBe(5);
    expect(run.stderr).toMatch(/ERROR Cannot lock .*live_buffer: listen E\w+: /);
    expect(names(join(liveBuffer(folder), "incoming"))).toHaveLength(1);
  });
});

describe("a month that only a person can repair", () => {
  it("is tried again at the flush interval and not each minute; the other months go on", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    const june = join(folder, "data/parquet_archive/year=2026/month=6");
    await mkdir(june, { recursive: true });
    await writeFile(join(june, "00000000.parquet"), "damaged");
    const texts = await writeBacklog(folder, 20);
    const first = await runRecorder(["record"], { cwd: folder });
    expect(first.code).toBe(5);
    expect(first.stderr).toMatch(/Cannot read .*month=6.*put a good copy in its place/);
    for (let i = 0; i < 2; i++) {
      const next = await runRecorder(["record"], { cwd: folder });
      expect(next.code, next.stderr).toBe(0);
      expect(next.stderr).not.toContain("Cannot read");
    }
    const waiting = await runRecorder(["flush"], { cwd: folder });
    expect(waiting.code, waiting.stderr).toBe(0);
    expect(waiting.stdout).toMatch(
      /^Not due before \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: the last flush could not use a file.* --force tries now\.\n$/,
    );
    // Each flush of a month that stays damaged leaves one more batch; once it is repaired, they are flushed as one.
    for (let i = 0; i < 3; i++) await runRecorder(["flush", "--force"], { cwd: folder });
    await rm(join(june, "00000000.parquet"));
    const repaired = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(repaired.code, repaired.stderr).toBe(0);
    await expectArchived(folder, texts);
    expect((await readdir(liveBuffer(folder))).sort()).toEqual(["tmp"]);
  });
});
