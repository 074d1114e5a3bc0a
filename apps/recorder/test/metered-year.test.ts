import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parseMeters } from "@envoy/envoy-client/parse";
import { createSite, sitePage } from "@envoy/envoy-simulator";
import { expect, it } from "vitest";
import { archivesFor, mergeContents, newCollectors } from "../src/flush/merge-contents.js";
import { readPolls } from "../src/flush/poll-reader.js";
import { maxClosedBytes } from "../src/flush/prepare-tables.js";
import { noReadingNote } from "../src/flush/reading-note.js";
import type { PollToRead } from "../src/flush/waiting-poll.js";
import { equipmentFields, equipmentPath } from "../src/poll/equipment.js";
import { openArchive } from "../src/readings/archive.js";
import { openTable } from "../src/tables/open-tables.js";
import { siteTables } from "../src/tables/site-tables.js";
import { runRecorder } from "./support/recorder-process.js";

/*
 * What a site with three three-phase meters and two batteries writes in a year, on a clock of its own:
 *
 *   METERED_YEAR=12 npx vitest run metered-year
 *
 * runs so many months. Each minute's four pages are made, read and merged into the tables. Of each month the
 * first, the 15th and the last day are flushed every 15 minutes, and each file that is written anew is counted;
 * the others are flushed once, since their files are the same at their end, and what 96 flushes of them
 * would write is interpolated between the days that were.
 */
const months = Number(process.env["METERED_YEAR"] ?? 0);

const minute = 60;
const quarter = 15 * minute;
const day = 86_400;

/** So many flushes, the last of all, are also made by the program, in a copy. */
const flushesAtEnd = 5;

const pages: readonly (readonly [label: string | undefined, path: string])[] = [
  [undefined, "/ivp/pdm/device_data"],
  ["meters", "/ivp/meters/readings"],
  ["batteries", "/ivp/ensemble/inventory"],
  ["battery-power", "/ivp/ensemble/power"],
];

it.runIf(months > 0)(
  "a metered site writes at most 40 MB on each day of a year, closed months aside",
  async () => {
    const root = mkdtempSync(join(tmpdir(), "metered-year-"));
    try {
      const days = await runYear(root, months);
      const written = days.map((sample) => sample.written / 1e6).sort((a, b) => a - b);
      const middle = written[written.length >> 1] ?? Number.NaN;
      console.log(
        `MB a day: ${written[0]?.toFixed(1)} to ${written.at(-1)?.toFixed(1)}, median ${middle.toFixed(1)}`,
      );
      expect(written.at(-1)).toBeLessThan(40);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
  60 * 60_000,
);

interface Day {
  readonly date: string;
  /** Bytes: of polls, and of every file that a flush wrote anew. */
  readonly written: number;
}

async function runYear(root: string, months: number): Promise<readonly Day[]> {
  const start = Date.UTC(2026, 0, 1) / 1000;
  const site = createSite({
    since: start,
    inactiveInverter: -1,
    phases: 3,
    meters: "enabled",
    batteries: 2,
  });
  const source = { site, serialNumber: "122000000001", login: "token" } as const;
  const data = join(root, "data");
  const state = join(data, "state");
  mkdirSync(state, { recursive: true });
  const { items } = parseMeters(sitePage("/ivp/meters", { ...source, unixSeconds: start }) ?? "");
  const meters = items.map(({ id, type, state: is, phaseCount }) => ({
    id,
    type,
    isEnabled: is === "enabled",
    phaseCount,
  }));
  writeFileSync(
    equipmentPath(state),
    JSON.stringify(equipmentFields({ meters, hasBatteries: true }, false)),
  );
  const wanted = {
    deviceReports: true,
    meters: true,
    batteries: true,
    intervalMinutes: 1,
    dailySummary: false,
  };
  const archives = {
    archive: openArchive(join(data, "parquet_archive"), { types: "native" }),
    types: "native" as const,
    tables: siteTables(wanted).map((table) => openTable(table, join(data, "tables"), { state })),
  };

  /** The entries of these minutes, in memory, and how large they are on disk. */
  const poll = (
    from: number,
    to: number,
  ): { readonly polls: readonly PollToRead[]; readonly bytes: number } => {
    const polls: PollToRead[] = [];
    let bytes = 0;
    for (let at = from; at < to; at += minute) {
      for (const [label, path] of pages) {
        const text = sitePage(path, { ...source, unixSeconds: at }) ?? "";
        const answer = Buffer.from(text);
        bytes += gzipSync(answer).byteLength;
        const batch = { folder: root, readStoredSync: () => answer, unpack: async () => answer };
        const entry = { name: `${at}.json`, unixSeconds: at, turn: 0, label, compressed: false };
        polls.push({ batch, entry });
      }
    }
    return { polls, bytes };
  };
  /** Flushes them, as `archivePolls` does. Returns how many bytes of which table were written. */
  const flush = async (polls: readonly PollToRead[]): Promise<number> => {
    let written = 0;
    const signal = new AbortController().signal;
    for (let done = 0; done < polls.length; ) {
      const rest = polls.slice(done);
      const wanted = archivesFor(archives, rest);
      const contents = await readPolls(
        rest,
        noReadingNote,
        signal,
        archives.types,
        await newCollectors(wanted),
      );
      expect(contents.unusable).toEqual([]);
      for (const { changes, failures } of await mergeContents(wanted, contents)) {
        expect(failures).toEqual([]);
        for (const { bytes } of changes) written += bytes;
      }
      done += contents.polls;
    }
    return written;
  };

  const samples: { readonly day: number; readonly flushed: number }[] = [];
  const polled: number[] = [];
  const closing: number[] = [];
  const days = (Date.UTC(2026, months, 1) / 1000 - start) / day;
  for (let i = 0; i < days; i++) {
    const midnight = start + i * day;
    const date = new Date(midnight * 1000);
    const isLast = new Date((midnight + day) * 1000).getUTCDate() === 1;
    if (date.getUTCDate() === 2) {
      const before = new Date((midnight - day) * 1000);
      let bytes = 0;
      for (const { archive } of archives.tables) {
        const began = performance.now();
        const { closed, leftOpen, failures } = await archive.closeMonths({
          before,
          maxBytes: maxClosedBytes,
        });
        expect([leftOpen, failures]).toEqual([[], []]);
        for (const { path, bytes: size, rows } of closed) {
          bytes += size;
          console.log(
            `closed ${path.slice(root.length)}: ${rows} rows, ${size} bytes, ${(performance.now() - began).toFixed(0)} ms`,
          );
        }
      }
      closing.push(bytes);
    }
    if (date.getUTCDate() === 1 || date.getUTCDate() === 15 || isLast) {
      let flushed = 0;
      let bytes = 0;
      for (let at = midnight; at < midnight + day; at += quarter) {
        const isNearEnd = i === days - 1 && at === midnight + day - flushesAtEnd * quarter;
        if (isNearEnd) cpSync(data, join(root, "copy/data"), { recursive: true });
        const batch = poll(at, at + quarter);
        bytes += batch.bytes;
        flushed += await flush(batch.polls);
      }
      samples.push({ day: i, flushed });
      polled.push(bytes);
      console.log(`${date.toISOString().slice(0, 10)}: polls ${bytes}, flushes ${flushed}`);
    } else {
      const batch = poll(midnight, midnight + day);
      polled.push(batch.bytes);
      await flush(batch.polls);
    }
  }
  for (const { name, archive } of [
    { name: "parquet_archive", archive: archives.archive },
    ...archives.tables,
  ]) {
    const partitions = await archive.partitions();
    const bytes = partitions.reduce(
      (sum, partition) => sum + statSync(archive.path(partition)).size,
      0,
    );
    console.log(`${name}: ${bytes} bytes in ${partitions.length} files`);
  }
  const cpu: number[] = [];
  for (let left = flushesAtEnd; left > 0; left--) {
    const from = start + days * day - left * quarter;
    cpu.push(await cpuMsOfFlush(join(root, "copy"), poll(from, from + quarter).polls));
  }
  console.log(`CPU of a flush at the end: ${cpu.join(", ")} ms`);
  console.log(`closing wrote ${closing.join(", ")}`);
  return polled.map((bytes, i) => ({
    date: new Date((start + i * day) * 1000).toISOString().slice(0, 10),
    written: bytes + flushedOn(i, samples),
  }));
}

/** CPU of the whole program that flushes these polls. */
async function cpuMsOfFlush(cwd: string, polls: readonly PollToRead[]): Promise<number> {
  const incoming = join(cwd, "data/live_buffer/incoming");
  mkdirSync(incoming, { recursive: true });
  for (const { batch, entry } of polls) {
    const label = entry.label === undefined ? "" : `.${entry.label}`;
    const path = join(incoming, `${entry.unixSeconds}${label}.json.gz`);
    writeFileSync(path, gzipSync(batch.readStoredSync(entry)));
  }
  const envoy = '[envoy]\nip_address = "127.0.0.1"\ntoken = "none"\n';
  writeFileSync(join(cwd, "config.toml"), envoy, { mode: 0o600 });
  // The months of the simulated year are over by the real clock.
  writeFileSync(join(cwd, "data/state/months-left-open.txt"), `${Math.floor(Date.now() / 1000)}\n`);
  const under = ["bash", "-c", 'TIMEFORMAT="cpu %U %S"; time "$@"', "bash"];
  const { code, stderr } = await runRecorder(["flush", "--force"], { cwd, under });
  expect([code, stderr]).toEqual([0, expect.stringMatching(/cpu/)]);
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  return Math.round((Number(user) + Number(system)) * 1000);
}

/** What the flushes of a day write: measured, or between the measured days before and after it. */
function flushedOn(
  day: number,
  samples: readonly { readonly day: number; readonly flushed: number }[],
): number {
  const before = samples.findLast((sample) => sample.day <= day);
  const after = samples.find((sample) => sample.day >= day);
  if (before === undefined || after === undefined)
    throw new Error(`day ${day} is outside of the year`);
  const share = after.day === before.day ? 0 : (day - before.day) / (after.day - before.day);
  return before.flushed + share * (after.flushed - before.flushed);
}
