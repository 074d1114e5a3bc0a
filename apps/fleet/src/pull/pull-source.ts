import { firstOfEachKey, partitionName, splitRows } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { Landing } from "../landing/landing.js";
import { fileOf, type SourceFileState, type SourceState } from "../landing/source-state.js";
import { sha256Of } from "./content-hash.js";
import { readHouseholdFile } from "./household-file.js";
import { portableTable } from "./household-table.js";
import { landMonth } from "./land-month.js";
import { type Period, periodOf } from "./partition-period.js";
import {
  type Listing,
  type RemoteFile,
  type Source,
  SourceError,
  SourceFileError,
} from "./source.js";
import { afterFiles, afterListing, goneMonths, isSameState } from "./state-after.js";

/** What pulling one source did. */
export interface SourceResult {
  /** Files that were taken. */
  readonly files: number;
  readonly rows: number;
  /** Rows of the files that were taken that are not readings: without a key, or of a time that they cannot have. */
  readonly rowsLeftOut: number;
  /** Why some of its files could not be taken, a sentence each. */
  readonly problems: readonly string[];
  /** Months of which the source had a file, and has none any more. */
  readonly goneMonths: readonly string[];
}

/** Options of {@link pullSource}. */
export interface PullSourceOptions {
  readonly source: Source;
  /** What is known of it. */
  readonly state: SourceState;
  readonly landing: Landing;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/**
 * Fetches the files of a source that have changed and adds their rows to the landing, month by month. After each month, what
 * was taken is kept: killed anywhere, the next pull fetches at most one month again. Rejects with `SourceError` if nothing
 * can be read of it, with `FleetError` or Node's system errors if the landing cannot be written, or with the signal's reason.
 */
export async function pullSource(options: PullSourceOptions): Promise<SourceResult> {
  const { source, landing } = options;
  const before = options.state;
  const listing = await source.list(before);
  if (listing === undefined) {
    const { problem, ...kept } = before;
    if (problem !== undefined) await landing.keep(kept);
    return { files: 0, rows: 0, rowsLeftOut: 0, problems: refusals(before), goneMonths: [] };
  }
  const pulled = await pullFiles(options, listing);
  const [problem] = pulled.problems;
  const after = afterListing(pulled.state, listing, problem);
  // A household that has nothing yet is no gateway.
  if (pulled.isKept && !isSameState(after, pulled.state)) await landing.keep(after);
  const { files, rows, rowsLeftOut } = pulled;
  return {
    files,
    rows,
    rowsLeftOut,
    problems: [...pulled.problems, ...refusals(after)],
    goneMonths: goneMonths(before, after),
  };
}

interface Pulled {
  readonly state: SourceState;
  /** The landing has a state of it. */
  readonly isKept: boolean;
  readonly files: number;
  readonly rows: number;
  readonly rowsLeftOut: number;
  /** Those that another pull may not meet again. */
  readonly problems: readonly string[];
}

async function pullFiles(options: PullSourceOptions, listing: Listing): Promise<Pulled> {
  const { landing, signal, now } = options;
  let { state } = options;
  let isKept = state.pulledAt !== undefined;
  let [files, rows, rowsLeftOut] = [0, 0, 0];
  const problems: string[] = [];
  try {
    for (const month of inMonths(changedFiles(listing, state))) {
      signal.throwIfAborted();
      const taken = await takeFiles(options, state, month);
      problems.push(...taken.problems);
      // Its id must be known before a file of that name is there.
      if (!isKept && taken.tables.length > 0) await landing.keep(state);
      await land(options, taken);
      state = afterFiles(state, taken.files, taken.tables, now());
      await landing.keep(state);
      isKept = true;
      files += taken.tables.length;
      rows += taken.tables.reduce((sum, { numRows }) => sum + numRows, 0);
      rowsLeftOut += [...taken.files.values()].reduce((sum, each) => sum + each.rowsLeftOut, 0);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    problems.push(error.message);
  }
  return { state, isKept, files, rows, rowsLeftOut, problems };
}

/** Those that are new or have another hash than when they were dealt with, in order of path. */
function changedFiles(listing: Listing, state: SourceState): readonly RemoteFile[] {
  return listing.files
    .filter(({ path, hash }) => hash === undefined || fileOf(state, path)?.hash !== hash)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The files of each month together, whether they are of the month or of its days; the oldest month first. */
function inMonths(files: readonly RemoteFile[]): readonly (readonly RemoteFile[])[] {
  const months = new Map<string, RemoteFile[]>();
  for (const file of files) {
    const { key } = periodOf(file.path);
    const month = months.get(key) ?? [];
    month.push(file);
    months.set(key, month);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, month]) => month);
}

interface TakenFiles {
  /** What is to be known of each, by path. */
  readonly files: ReadonlyMap<string, SourceFileState>;
  readonly tables: readonly Table[];
  readonly periods: readonly Period[];
  readonly problems: readonly string[];
}

/** Fetches and decodes files. One that cannot be used does not stop the others. */
async function takeFiles(
  { source, landing, now }: PullSourceOptions,
  state: SourceState,
  month: readonly RemoteFile[],
): Promise<TakenFiles> {
  const files = new Map<string, SourceFileState>();
  const tables: Table[] = [];
  const periods: Period[] = [];
  const problems: string[] = [];
  for (const file of month) {
    const { path, bytes, mtimeMs } = file;
    const known = fileOf(state, path);
    const seen = { bytes, ...(mtimeMs === undefined ? {} : { mtimeMs }) };
    let hash = file.hash ?? "";
    try {
      const content = await source.read(file);
      hash = file.hash ?? sha256Of(content);
      if (hash === known?.hash) {
        files.set(path, { ...known, ...seen });
        continue;
      }
      const found = readHouseholdFile(content, path, {
        pseudonymOf: (serial) => landing.pseudonymOf(serial),
        now: now(),
      });
      const { nulledValues, rowsLeftOut } = found;
      const rows = found.rows.numRows;
      files.set(path, { hash, ...seen, rows, nulledValues, rowsLeftOut });
      tables.push(found.rows);
      periods.push(periodOf(path));
    } catch (error) {
      if (!(error instanceof SourceFileError)) throw error;
      if (!error.isLasting) problems.push(error.message);
      else {
        const { rows, nulledValues, rowsLeftOut } = known ?? nothing;
        const counts = { rows, nulledValues, rowsLeftOut };
        files.set(path, { hash, ...seen, ...counts, problem: error.message });
      }
    }
  }
  return { files, tables, periods, problems };
}

const nothing = { rows: 0, nulledValues: 0, rowsLeftOut: 0 };

/** Rows of another month than their file's go to their own. */
async function land(
  { landing, state: { gateway, shard } }: PullSourceOptions,
  { tables, periods }: TakenFiles,
): Promise<void> {
  if (tables.length === 0) return;
  const rows = firstOfEachKey(portableTable, tables);
  for (const { partition, rows: ofMonth } of splitRows(rows, "period_end_time", "month")) {
    const place = { month: partitionName(partition), shard, gateway };
    await landMonth(landing.files, place, { rows: ofMonth, periods });
  }
}

/** Why files that are still there were not taken. */
function refusals({ files }: SourceState): readonly string[] {
  return Object.values(files).flatMap(({ problem, isGone }) =>
    problem === undefined || isGone ? [] : [problem],
  );
}
