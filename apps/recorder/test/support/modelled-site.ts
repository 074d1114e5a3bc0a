import { join } from "node:path";
import { DiskModel, interpose } from "@envoy/disk-model";
import { type FileSystem, makeFolder } from "@envoy/durable-file";
import { ParquetArchive } from "@envoy/parquet-archive";
import { WalBuffer } from "@envoy/wal-buffer";
import { archivePolls } from "../../src/flush/archive-polls.js";
import { type FlushStatus, flushStatus } from "../../src/flush/due.js";
import type { FlushResult } from "../../src/flush/result.js";
import { readingsTables } from "../../src/readings/archive.js";
import { deviceReports } from "../../src/tables/device-reports.js";
import type { OpenTable } from "../../src/tables/open-tables.js";

const liveBuffer = "/home/me/data/live_buffer";
const archiveFolder = "/home/me/data/parquet_archive";
const tablesFolder = "/home/me/data/tables";

/** A poll of one inverter; `joules` past 32 bits fit no column. */
export function poll(serial: string, end: string, joules = 1000): string {
  const lastReading = {
    endDate: Date.parse(end) / 1000,
    duration: 900,
    joulesProduced: joules,
    flags_hex: "0x0",
  };
  const device = { devName: "pcu", sn: serial, channels: [{ lastReading }] };
  return JSON.stringify({ "1": device, deviceCount: 1, deviceDataLimit: 50 });
}

/** The row of each key that must be archived, by `serial end`; null if the value did not fit. */
export type Rows = ReadonlyMap<string, number | null>;

const januaryRow = ["1 2026-01-31T22:00:00.000Z", 7] as const;

/** Two months, an answer of no use, and one with a value of no use. */
export const polls: readonly {
  readonly text: string;
  readonly row?: readonly [string, number | null];
}[] = [
  { text: poll("1", "2026-01-31T23:50:00Z", 11), row: ["1 2026-01-31T23:50:00.000Z", 11] },
  { text: "<html>Starting up</html>" },
  { text: poll("2", "2026-02-01T00:01:00Z", 12), row: ["2 2026-02-01T00:01:00.000Z", 12] },
  { text: poll("3", "2026-02-01T00:02:00Z", 2 ** 40), row: ["3 2026-02-01T00:02:00.000Z", null] },
];

/** The polls that belong into quarantine. */
const isUnusable = (text: string): boolean => text === polls[1]?.text || text === polls[3]?.text;

/** The recorder's parts on a disk. */
export class ModelledSite {
  readonly disk: FileSystem;
  readonly archive: ParquetArchive;
  readonly reportsTable: OpenTable;
  readonly #buffer: WalBuffer;

  constructor(disk: FileSystem, others: { readonly isRunning: boolean } = { isRunning: false }) {
    this.disk = disk;
    this.#buffer = new WalBuffer({
      folder: liveBuffer,
      now: () => Date.UTC(2026, 1, 1, 0, 5),
      isRunning: () => others.isRunning,
      fileSystem: disk,
    });
    this.archive = new ParquetArchive({
      folder: archiveFolder,
      table: readingsTables.native,
      fileSystem: disk,
    });
    // Without the program's footer, whose keys are in another order each time: the tests compare bytes.
    this.reportsTable = {
      name: deviceReports.name,
      archive: new ParquetArchive({
        folder: join(tablesFolder, deviceReports.name),
        table: deviceReports.definition,
        fileSystem: disk,
      }),
      labels: deviceReports.labels,
      newCollector: () => deviceReports.newCollector(""),
    };
  }

  append(text: string): Promise<string> {
    return this.#buffer.append(new TextEncoder().encode(text));
  }

  async seal(): Promise<void> {
    await this.#buffer.seal();
  }

  flushStatus(): Promise<FlushStatus> {
    return flushStatus(this.#buffer, 15);
  }

  flush(): Promise<FlushResult> {
    const archives = {
      archive: this.archive,
      types: "native",
      tables: [this.reportsTable],
    } as const;
    return archivePolls(this.#buffer, archives, { signal: new AbortController().signal });
  }

  /** Every archived row by its key. Throws if a key appears twice or a file is not whole. */
  async rows(): Promise<Rows> {
    const rows = new Map<string, number | null>();
    for (const partition of await this.archive.partitions()) {
      for (const row of (await this.archive.read(partition)) ?? []) {
        const end = new Date(Number(row["period_end_time"])).toISOString();
        const key = `${row["serial_number"]} ${end}`;
        if (rows.has(key)) throw new Error(`${key} is archived twice`);
        rows.set(key, row["joules_produced"]);
      }
    }
    return rows;
  }

  /** Every kept report of a device. Throws if a file is not whole. */
  async reports(): Promise<readonly string[]> {
    const { archive } = this.reportsTable;
    const texts: string[] = [];
    for (const partition of await archive.partitions()) {
      for (const row of (await archive.read(partition)) ?? []) {
        if (row["kind"] === "pcu") texts.push(String(row["json"]));
      }
    }
    return texts;
  }
}

/** The device's own text in a poll. */
export function reportIn(text: string): string {
  return text.slice('{"1":'.length, text.indexOf(',"deviceCount"'));
}

/** A disk with one archived reading and nothing to lose. */
export async function siteDisk(): Promise<DiskModel> {
  const disk = new DiskModel();
  await makeFolder(disk, "/home/me");
  const site = new ModelledSite(disk);
  await site.append(poll("1", "2026-01-31T22:00:00Z", 7));
  await site.flush();
  disk.state.settle();
  return disk;
}

/** What the buffer and the quarantine hold, as text. */
export function savedTexts(disk: DiskModel): readonly string[] {
  return [...disk.files()]
    .filter(([path]) => path.startsWith(`${liveBuffer}/`) && path.endsWith(".json"))
    .map(([, bytes]) => new TextDecoder().decode(bytes));
}

/** Why this disk has lost or doubled something of the polls that were acknowledged; undefined if it has not. */
export async function faultOf(
  disk: DiskModel,
  acknowledged: readonly (typeof polls)[number][],
): Promise<string | undefined> {
  let rows: Rows;
  let reports: readonly string[];
  try {
    rows = await new ModelledSite(disk).rows();
    reports = await new ModelledSite(disk).reports();
  } catch (error) {
    return String(error);
  }
  if (rows.get(januaryRow[0]) !== januaryRow[1]) return "the row of before is gone";
  const saved = savedTexts(disk);
  for (const { text, row } of acknowledged) {
    if (saved.includes(text)) continue;
    if (row === undefined || isUnusable(text)) return `lost: ${text}`;
    if (rows.get(row[0]) !== row[1]) return `neither saved nor archived: ${row[0]}`;
    if (!reports.includes(reportIn(text))) return `neither saved nor in the reports: ${text}`;
  }
  return undefined;
}

/** Why this disk is not as a good run should leave it; undefined if it is. */
export async function untidinessOf(
  disk: DiskModel,
  acknowledged: readonly (typeof polls)[number][],
): Promise<string | undefined> {
  const lost = await faultOf(disk, acknowledged);
  if (lost !== undefined) return lost;
  const rows = await new ModelledSite(disk).rows();
  const reports = await new ModelledSite(disk).reports();
  for (const { text, row } of acknowledged) {
    if (row === undefined) continue;
    if (rows.get(row[0]) !== row[1]) return `not archived: ${row[0]}`;
    const copies = reports.filter((report) => report === reportIn(text)).length;
    if (copies !== 1) return `${copies} reports: ${text}`;
  }
  const paths = [...disk.entries()].map(([path]) => path);
  const leftover = paths.find((path) => path.includes(".tmp") || path.includes("processing_"));
  if (leftover !== undefined) return `left over: ${leftover}`;
  const saved = savedTexts(disk);
  const unusable = acknowledged.filter(({ text }) => isUnusable(text));
  for (const { text } of unusable) {
    const copies = saved.filter((candidate) => candidate === text).length;
    if (copies !== 1) return `${copies} copies in quarantine: ${text}`;
  }
  for (const path of paths.filter((p) => /quarantine\/.*\.json$/.test(p))) {
    if (!paths.includes(`${path}.reason.txt`)) return `no reason beside ${path}`;
  }
  return undefined;
}

/**
 * Does something once for each of its calls of the disk, with a whole flush of another
 * process after that call, and checks what came of it.
 */
export async function withFlushBehindEachCall(
  prepare: () => Promise<DiskModel>,
  act: (site: ModelledSite) => Promise<unknown>,
  look: (disk: DiskModel, call: number) => Promise<void> = async () => undefined,
): Promise<void> {
  for (let call = 0; ; call++) {
    const disk = await prepare();
    const other = new ModelledSite(disk, { isRunning: true });
    let calls = 0;
    let flushed: Promise<unknown> | undefined;
    const watched = interpose(disk, {
      before: () => {
        calls++;
        return undefined;
      },
      after: async () => {
        if (calls - 1 !== call) return;
        flushed = other.flush();
        await flushed;
      },
    });
    await act(new ModelledSite(watched));
    // After a synchronous call nothing has waited for it.
    await flushed;
    await look(disk, call);
    if (calls <= call) return;
  }
}
