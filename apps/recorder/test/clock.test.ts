import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ParquetArchive } from "@envoy/parquet-archive";
import { WalBuffer } from "@envoy/wal-buffer";
import { describe, expect, it } from "vitest";
import { archivePolls } from "../src/flush/archive-polls.js";
import { flushStatus } from "../src/flush/due.js";
import { readingsTables } from "../src/readings/archive.js";
import { poll } from "./support/modelled-site.js";
import { archivedJoules } from "./support/real-site.js";

const now = Date.UTC(2026, 5, 1, 12) / 1000;
const minute = 60;
const day = 86_400;

/** Runs once at each time of the machine's clock, as cron would, and says at which runs a flush took place. */
async function runAt(clock: readonly number[]): Promise<{
  readonly flushedAt: readonly number[];
  readonly joules: readonly unknown[];
}> {
  const folder = await mkdtemp(join(tmpdir(), "clock-"));
  try {
    let time = 0;
    const buffer = new WalBuffer({
      folder: join(folder, "data/live_buffer"),
      now: () => time * 1000,
    });
    const archive = new ParquetArchive({
      folder: join(folder, "data/parquet_archive"),
      table: readingsTables.native,
    });
    const archives = { archive, types: "native", tables: [] } as const;
    const signal = new AbortController().signal;
    const flushedAt: number[] = [];
    for (const [run, second] of clock.entries()) {
      time = second;
      // The gateway has a clock of its own: a new reading each third minute, and a value that only grows.
      const end = new Date((now + Math.floor(run / 3) * 3 * minute) * 1000).toISOString();
      await buffer.append(new TextEncoder().encode(poll("1", end, run)));
      if ((await flushStatus(buffer, 15)).kind === "due") {
        await archivePolls(buffer, archives, { signal });
        flushedAt.push(run);
      }
    }
    await archivePolls(buffer, archives, { signal });
    return { flushedAt, joules: await archivedJoules(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** So many runs, one a minute, from a time on. */
const minutes = (start: number, runs: number): readonly number[] =>
  Array.from({ length: runs }, (_, i) => start + i * minute);

/** Each reading once, with the value of the first poll: the order of the polls was kept. */
const firstOfEach = (runs: number): readonly unknown[] =>
  Array.from({ length: Math.ceil(runs / 3) }, (_, i) => [
    `1 06-01 ${new Date((now + i * 3 * minute) * 1000).toISOString().slice(11, 16)}`,
    i * 3,
  ]);

describe("the machine's clock", () => {
  it.each([
    ["runs as it should", minutes(now, 60), [15, 31, 47]],
    ["begins in 1970 and is then set", [...minutes(0, 10), ...minutes(now, 50)], [10, 26, 42, 58]],
    [
      "goes back three days",
      [...minutes(now, 10), ...minutes(now - 3 * day, 50)],
      [10, 26, 42, 58],
    ],
    [
      "is ten years ahead for a while",
      [...minutes(now, 5), ...minutes(now + 3650 * day, 5), ...minutes(now + 10 * minute, 50)],
      [5, 10, 26, 42, 58],
    ],
    ["does not move", Array.from({ length: 60 }, () => now), []],
  ])(
    "%s: every poll is kept, in order, and a flush comes neither late nor each minute",
    async (_, clock, expected) => {
      const { flushedAt, joules } = await runAt(clock);
      expect(joules).toEqual(firstOfEach(clock.length));
      expect(flushedAt).toEqual(expected);
    },
  );
});
