import { EnvoyError, parseDeviceDataText } from "@envoy/envoy-client";
import { parseInverters } from "@envoy/envoy-client/parse";
import { ArchiveError, type MergeResult, partitionName } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { counted } from "../counted.js";
import { exitCode } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { progressBar } from "../progress/progress-bar.js";
import { ReadingCollector } from "../readings/reading-collector.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { deviceReports } from "../tables/device-reports.js";
import { openTable } from "../tables/open-tables.js";
import { ArchivedReadings, describeKnown, type KnownReadings } from "./archived-readings.js";
import { openToMerge } from "./open-to-merge.js";
import { dayOf } from "./previous-answer.js";

/**
 * Adds to the archive what the kept device reports say and it does not have: rows of deleted files,
 * for example. Rows that it has stay as they are. Under the lock of a flush.
 */
export async function archiveFromReports(run: Run): Promise<Outcome> {
  const { liveBuffer, parquetArchive, tablesFolder } = run.config;
  const lock = await tryLock([liveBuffer, parquetArchive, tablesFolder], "flush");
  if (lock === undefined) {
    return { code: exitCode.ok, summary: "another run is flushing; try again in a minute" };
  }
  try {
    return await archiveUnderLock(run);
  } catch (cause) {
    throw asStorageError(`Reading the device reports in ${tablesFolder} failed`, cause);
  } finally {
    await lock.release();
  }
}

async function archiveUnderLock({ config, logger, signal }: Run): Promise<Outcome> {
  const options = { state: config.state, ...usableTimeZone(config) };
  const reports = openTable(deviceReports, config.tablesFolder, options).archive;
  const { archive, types } = await openToMerge(config);
  await archive.clearTemporaryFiles();
  const archived = new ArchivedReadings(archive);
  const merged: MergeResult[] = [];
  const problems = new Set<string>();
  let known: KnownReadings = { rows: 0, differing: 0 };
  // A month whose closing was interrupted is in neither place that would be read.
  const ended = await reports.closeMonths({ before: new Date(0), signal });
  for (const { message } of ended.failures) problems.add(message);
  const partitions = await reports.partitions();
  const bar = progressBar();
  try {
    for (const [done, partition] of partitions.entries()) {
      bar?.show(done / partitions.length, `${done} of ${partitions.length} files`);
      const table = await reports.read(partition).catch((error: unknown) => {
        if (!(error instanceof ArchiveError)) throw error;
        problems.add(error.message);
        return undefined;
      });
      for (const rows of readingsIn(table, types)) {
        const result = await archive.merge(rows, { signal });
        merged.push(result);
        for (const { message } of result.failures) problems.add(message);
        if (result.failures.length > 0) continue;
        const found = await archived.compare(rows, result.rowsAdded);
        known = { rows: known.rows + found.rows, differing: known.differing + found.differing };
      }
    }
  } finally {
    bar?.end();
  }
  for (const message of problems) logger.error("month_failed", message);
  return {
    code: problems.size === 0 ? exitCode.ok : exitCode.storage,
    summary: summaryOf(partitions.length, merged, known),
  };
}

/** The readings in a file of reports, a table for each day of polls. */
function* readingsIn(table: Table | undefined, types: ArchiveTypes): Generator<Table> {
  let collector = new DayCollector(types);
  for (const report of table === undefined ? [] : reportsByTime(table)) {
    if (collector.day !== undefined && collector.day !== report.day) {
      yield collector.table();
      collector = new DayCollector(types);
    }
    collector.add(report);
  }
  yield collector.table();
}

interface KeptReport {
  readonly deviceId: string;
  readonly kind: string;
  readonly json: string;
  readonly day: number;
}

/** The rows of a file in the order of the polls; the file has them by device. */
function* reportsByTime(table: Table): Generator<KeptReport> {
  const column = (name: string) => table.getChild(name);
  const times = column("first_captured_at")?.toArray() as BigInt64Array;
  const order = Uint32Array.from(times, (_, row) => row).sort((a, b) =>
    Number((times[a] ?? 0n) - (times[b] ?? 0n)),
  );
  const [ids, kinds, texts] = [column("device_id"), column("kind"), column("json")];
  for (const row of order) {
    const day = dayOf(Number((times[row] ?? 0n) / 1_000_000n));
    const [deviceId, kind] = [String(ids?.get(row)), String(kinds?.get(row))];
    yield { deviceId, kind, json: String(texts?.get(row)), day };
  }
}

/**
 * Makes readings of a day's reports as a flush does of a day's polls: which inverters only the list of
 * all knows is said once all reports are read. Each day begins with a report of every device.
 */
class DayCollector {
  readonly #readings: ReadingCollector;
  readonly #listed: string[] = [];
  day: number | undefined;

  constructor(types: ArchiveTypes) {
    this.#readings = new ReadingCollector(types);
  }

  add({ deviceId, kind, json, day }: KeptReport): void {
    this.day = day;
    if (kind === "listed") this.#listed.push(json);
    if (kind !== "pcu") return;
    try {
      this.#readings.add(parseDeviceDataText(`{${JSON.stringify(deviceId)}:${json}}`));
    } catch (error) {
      // Its poll went to quarantine for it.
      if (!(error instanceof EnvoyError)) throw error;
    }
  }

  table(): Table {
    if (this.#readings.hasSeenInverters) {
      this.#readings.addListed(parseInverters(`[${this.#listed.join(",")}]`).items);
    }
    return this.#readings.table();
  }
}

function summaryOf(files: number, merged: readonly MergeResult[], known: KnownReadings): string {
  const changes = merged.flatMap((result) => result.changes);
  const months = [...new Set(changes.map(partitionName))].sort();
  const added = merged.reduce((sum, { rowsAdded }) => sum + rowsAdded, 0);
  const target = months.length === 0 ? "" : ` to ${months.join(", ")}`;
  const from = `${counted(files, "file")} of device reports`;
  return [`read ${from}, added ${counted(added, "row")}${target}`, ...describeKnown(known)].join(
    "; ",
  );
}
