import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writePolls } from "./support/backlog.js";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, type ExpectedRow, expectedRows } from "./support/expected-rows.js";
import { filesIn } from "./support/real-site.js";
import { runRecorder, startRecorder } from "./support/recorder-process.js";
import { hasTerminals, type } from "./support/terminal.js";
import { TypedSite } from "./support/typed-site.js";

/** Goes to the first column and clears the line. */
const clear = "\r\x1b[K";

const polls = 10_000;
let old: string;
let before: string;
let expected: readonly ExpectedRow[];

beforeAll(async () => {
  old = await mkdtemp(join(tmpdir(), "kept-answers-"));
  expected = expectedRows(await writePolls(old, polls, Date.UTC(2026, 4, 29) / 1000));
  before = await digestOf(old);
}, 120_000);
afterAll(() => rm(old, { recursive: true, force: true }));

/** A digest of the names, contents and times of all files in a folder. */
async function digestOf(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const [name, content] of await filesIn(folder)) {
    const { mtimeMs, mode } = await stat(join(folder, name));
    hash.update(`${name} ${mtimeMs} ${mode} ${content.byteLength}\n`).update(content);
  }
  return hash.digest("hex");
}

const rows = (site: TypedSite): Promise<unknown> => queryArchive(site.archive, archivedRows);

/** The rows that are archived once the process has merged its first portion and was stopped with a signal. */
async function stopInTheMiddle(
  site: TypedSite,
  signal: NodeJS.Signals,
): Promise<Awaited<ReturnType<typeof runRecorder>>> {
  const { child, ended } = startRecorder(["backfill", old], { cwd: site.folder });
  const month = join(site.archive, "year=2026/month=5/00000000.parquet");
  while (!existsSync(month)) await sleep(5);
  child.kill(signal);
  return ended;
}

describe(`a backfill of ${polls} files`, () => {
  it("stays below 200 MB, and adds nothing when it is run again", async () => {
    await using site = await TypedSite.create();
    const hook = join(site.folder, "say-peak.cjs");
    await writeFile(
      hook,
      'process.on("exit", () => process.stderr.write("maxRSS=" + process.resourceUsage().maxRSS));',
    );
    const env = { NODE_OPTIONS: `--require=${hook}` };
    for (const added of [`added ${expected.length} rows`, "added 0 rows; "]) {
      const run = await runRecorder(["backfill", old], { cwd: site.folder, env });
      expect(run.code, run.stderr).toBe(0);
      expect(run.stdout).toContain(`backfilled ${polls} files, ${added}`);
      const peakMiB = Number(/maxRSS=(\d+)/.exec(run.stderr)?.[1]) / 1024;
      expect(peakMiB).toBeGreaterThan(30);
      expect(peakMiB).toBeLessThan(190);
    }
    expect(await rows(site)).toEqual(expected);
  }, 120_000);

  it("that is killed is completed by the next, adds nothing twice and leaves the files as they are", async () => {
    await using site = await TypedSite.create();
    expect(await stopInTheMiddle(site, "SIGKILL")).toMatchObject({ signal: "SIGKILL" });
    const archived = await queryArchive(site.archive, "SELECT count(*)::INT AS rows FROM ARCHIVE");
    expect(archived[0]?.["rows"]).toBeLessThan(expected.length);
    const next = await runRecorder(["backfill", old], { cwd: site.folder });
    expect(next.code, next.stderr).toBe(0);
    expect(next.stdout).not.toContain("other values");
    expect(await rows(site)).toEqual(expected);
    expect(await digestOf(old)).toBe(before);
    const left = [...(await filesIn(join(site.folder, "data"))).keys()];
    expect(left.filter((path) => /tmp|being-read/.test(path))).toEqual([]);
  }, 120_000);

  it("that is stopped with SIGINT says how far it came, and the next continues", async () => {
    await using site = await TypedSite.create();
    const stopped = await stopInTheMiddle(site, "SIGINT");
    expect(stopped).toMatchObject({ code: 1, signal: null });
    const told =
      /ERROR Stopped after (\d+) of 10000 files: .*added (\d+) rows.* Run the same command again to continue: nothing is added twice\.\n$/.exec(
        stopped.stderr,
      );
    expect(Number(told?.[1])).toBeGreaterThanOrEqual(1440);
    const [archived] = await queryArchive(
      site.archive,
      "SELECT count(*)::INT AS rows FROM ARCHIVE",
    );
    expect(archived?.["rows"]).toBe(Number(told?.[2]));
    expect((await runRecorder(["backfill", old], { cwd: site.folder })).code).toBe(0);
    expect(await rows(site)).toEqual(expected);
  }, 120_000);

  it("waits for no flush and begins none beside it: it says so, and ends with 5", async () => {
    await using site = await TypedSite.create();
    const first = startRecorder(["backfill", old], { cwd: site.folder });
    while (!existsSync(join(site.archive, "year=2026"))) await sleep(5);
    first.child.kill("SIGSTOP");
    const second = await runRecorder(["backfill", old], { cwd: site.folder });
    first.child.kill("SIGCONT");
    expect(second).toMatchObject({
      code: 5,
      stdout: "",
      stderr: expect.stringContaining("Another run is flushing, so nothing was backfilled"),
    });
    expect((await first.ended).code).toBe(0);
    expect(await rows(site)).toEqual(expected);
  }, 120_000);

  it("shows no bar without a terminal", async () => {
    await using site = await TypedSite.create();
    const { stdout, stderr } = await runRecorder(["backfill", old], { cwd: site.folder });
    expect(stdout + stderr).not.toMatch(/[█░\r]/);
  }, 120_000);
});

describe.runIf(hasTerminals)("work that takes longer than a second", () => {
  const many = 5000;
  let kept: string;
  /** Loaded before the recorder: its clock runs so fast that each portion takes longer than a second, on any machine. */
  const fastClock =
    "const { now } = performance; performance.now = () => 100 * now.call(performance);";

  beforeAll(async () => {
    kept = await mkdtemp(join(tmpdir(), "kept-answers-"));
    await writePolls(kept, many, Date.UTC(2026, 4, 17) / 1000);
  }, 120_000);
  afterAll(() => rm(kept, { recursive: true, force: true }));

  it.each([
    ["backfill", 80],
    ["backfill", 40],
    // The last one: it moves the answers into the buffer.
    ["flush --force", 80],
  ])(
    "%s shows a bar that fits a terminal of %i columns, and removes it",
    async (command, columns) => {
      await using site = await TypedSite.create();
      if (command !== "backfill") {
        await mkdir(join(site.folder, "data/live_buffer"), { recursive: true });
        await rename(kept, join(site.folder, "data/live_buffer/incoming"));
      }
      const line = command === "backfill" ? `backfill ${kept}` : command;
      const hook = join(site.folder, "fast-clock.cjs");
      await writeFile(hook, fastClock);
      const before = `stty cols ${columns}; export NODE_OPTIONS=--require=${hook};`;
      const [code, shown] = await type(site.folder, line, before);
      expect(code, shown).toBe(0);
      const lines = shown.replaceAll(clear, "<clear>");
      const drawn = [...lines.matchAll(/<clear>([█░]+ +\d+ % \d+ of 5000 (?:files|polls))/g)];
      expect(drawn.length).toBeGreaterThan(0);
      for (const [, bar = ""] of drawn) expect([...bar].length).toBeLessThan(columns);
      // Nothing of the bar is left on the line of the answer.
      expect(lines).toMatch(/<clear>(backfilled|flushed) 5000 [^█░]*$/);
    },
    120_000,
  );
});
