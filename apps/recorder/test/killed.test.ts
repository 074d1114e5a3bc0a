import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { exitCode } from "../src/errors/exit-code.js";
import {
  allJoules,
  allReports,
  archivedJoules,
  copyOf,
  filesIn,
  keptReports,
  seededFolder,
  tidyBuffer,
} from "./support/real-site.js";
import { runRecorder } from "./support/recorder-process.js";
import { reportsFile, runLogFile, withoutDay } from "./support/run-log-file.js";
import { hasStrace, inject, kinds, oneThread } from "./support/strace.js";

/** Where `replaceFile` keeps the bytes of a file until they are complete. */
const hidden = (path: string): string => join(dirname(path), `.${basename(path)}.tmp`);

const flushUnder = (folder: string, under: readonly string[]): Promise<Ended> =>
  runRecorder(["flush", "--force"], { cwd: folder, env: oneThread, under });

/** The polls are of a month that is over, whose days each flush merges. */
const wholeMonth = "tables/device_reports/year=2026/month=2/day=0/00000000.parquet";

/** The next run ends what was begun: all rows once, both polls in quarantine, nothing left over. */
async function expectRecovery(folder: string, when: string): Promise<void> {
  const next = await runRecorder(["flush", "--force"], { cwd: folder });
  // 0 if the polls were in quarantine before.
  expect([exitCode.ok, exitCode.quarantine], `${when}: ${next.stderr}`).toContain(next.code);
  expect(await archivedJoules(folder), when).toEqual(allJoules);
  expect(await keptReports(folder), when).toEqual(allReports);
  // Closing a month that failed is tried again by the next flush that has polls; one that was killed leaves its note for a day.
  // Killed while it wrote what it keeps of the months, it leaves the beginning of that file.
  const found = [...(await filesIn(join(folder, "data"))).keys()].filter(
    (name) =>
      name !== "state/months-left-open.txt" && !/^state\/[\w-]+\.json\.\d+\.tmp$/.test(name),
  );
  expect(
    found.filter((name) => name.startsWith("tables/")),
    when,
  ).toHaveLength(2);
  const names = withoutDay(found.map((name) => (name === wholeMonth ? reportsFile : name)));
  expect(names, when).toEqual([
    ...tidyBuffer.map((name) => `live_buffer/${name}`),
    "parquet_archive/year=2026/month=1/00000000.parquet",
    "parquet_archive/year=2026/month=2/00000000.parquet",
    "state/daily-summary.json",
    runLogFile,
    "state/summary-months.json",
    "tables/daily_summary/year=2026/00000000.parquet",
    reportsFile,
  ]);
}

describe.runIf(hasStrace)("a flush that is killed", () => {
  it.each(Object.entries(kinds))(
    "at each %s is ended by the next run",
    async (kind, calls) => {
      await using seeded = await seededFolder();
      let kills = 0;
      for (; ; kills++) {
        await using copy = await copyOf(seeded.folder);
        const when = `killed at ${kind} ${kills + 1}`;
        const killed = await flushUnder(
          copy.folder,
          inject(calls, "signal=KILL", String(kills + 1)),
        );
        if (killed.signal === null) {
          expect(killed.code, killed.stderr).toBe(exitCode.quarantine);
          break;
        }
        expect(killed.signal, when).toBe("SIGKILL");
        // Readers of a whole folder take every name that has no leading dot for data.
        const names = [...(await filesIn(join(copy.folder, "data/parquet_archive"))).keys()];
        expect(
          names.filter((name) => /\/[^./][^/]*\.tmp$/.test(name)),
          when,
        ).toEqual([]);
        await expectRecovery(copy.folder, when);
      }
      expect(kills).toBeGreaterThanOrEqual(kind === "mkdir" ? 2 : 6);
    },
    240_000,
  );

  it("at the write of each file is ended by the next run", async () => {
    await using seeded = await seededFolder();
    for (const path of [
      "parquet_archive/year=2026/month=1/.00000000.parquet.tmp",
      "parquet_archive/year=2026/month=2/.00000000.parquet.tmp",
      hidden(wholeMonth),
      hidden(`live_buffer/${tidyBuffer[0]}`),
      hidden(`live_buffer/${tidyBuffer[1]}`),
    ]) {
      await using copy = await copyOf(seeded.folder);
      // A dead one of an earlier version, in a month that the next run writes no row to.
      const otherMonth = join(copy.folder, "data/parquet_archive/year=2025/month=12");
      await mkdir(otherMonth, { recursive: true });
      await writeFile(join(otherMonth, "00000000.parquet.tmp"), "half");
      const only = [join(copy.folder, "data", path)];
      const killed = await flushUnder(copy.folder, inject("write", "signal=KILL", "1", only));
      expect(killed.signal, path).toBe("SIGKILL");
      await expectRecovery(copy.folder, `killed at the write of ${path}`);
    }
  }, 120_000);
});

describe.runIf(hasStrace)("a flush whose disk fails", () => {
  it.each([
    ["rename", "EROFS"],
    ["fsync", "EIO"],
    ["mkdir", "EDQUOT"],
  ])(
    "at each %s with %s ends with 5, names the path, and the next run carries on",
    async (kind, error) => {
      await using seeded = await seededFolder();
      let failures = 0;
      for (; ; failures++) {
        await using copy = await copyOf(seeded.folder);
        const when = `${kind} ${failures + 1}`;
        const under = inject(kinds[kind] ?? "", `error=${error}`, String(failures + 1));
        const run = await flushUnder(copy.folder, under);
        if (run.code === exitCode.quarantine) break;
        expect(run.code, `${when}: ${run.stderr}`).toBe(5);
        expect(run.stderr, when).toContain(error);
        expect(run.stderr, when).toContain(join(copy.folder, "data"));
        await expectRecovery(copy.folder, when);
      }
      expect(failures).toBeGreaterThanOrEqual(2);
    },
    240_000,
  );

  it("at the write of each file with ENOSPC ends with 5, and keeps the old file", async () => {
    await using seeded = await seededFolder();
    for (const path of [
      "parquet_archive/year=2026/month=1/.00000000.parquet.tmp",
      "parquet_archive/year=2026/month=2/.00000000.parquet.tmp",
      hidden(wholeMonth),
      hidden(`live_buffer/${tidyBuffer[0]}`),
    ]) {
      await using copy = await copyOf(seeded.folder);
      const only = [join(copy.folder, "data", path)];
      const run = await flushUnder(copy.folder, inject("write", "error=ENOSPC", "1", only));
      expect(run.code, run.stderr).toBe(5);
      expect(run.stderr).toContain(`ENOSPC: no space left on device, write '${only[0]}'`);
      await expectRecovery(copy.folder, path);
    }
  }, 120_000);
});
