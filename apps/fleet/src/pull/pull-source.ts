import { firstOfEachKey, partitionName, splitRows } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { Landing } from "../landing/landing.js";
import type { SourceFileState, SourceState } from "../landing/source-state.js";
import { sha256Of } from "./folder-source.js";
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
import { withFiles, withGoneFiles, withListing } from "./state-after.js";

/** What pulling one source did. */
export interface SourceResult {
  /** Files that were fetched and taken. */
  readonly files: number;
  readonly rows: number;
  /** Files of the landing that were added. */
  readonly landed: number;
  /** Why some of its files could not be taken, a sentence each. */
  readonly problems: readonly string[];
  /** Months of which the source has no file any more. */
  readonly goneMonths: readonly string[];
}

/** Options of {@link pullSource}. */
export interface PullSourceOptions {
  readonly source: Source;
  /** What is known of it; of a new one, nothing. */
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
  const { source, landing, signal, now } = options;
  const progress = new Progress(options.state, landing);
  const listing = await source.list(options.state);
  if (listing === undefined) return progress.result();
  for (const group of inMonths(changedFiles(listing, options.state))) {
    signal.throwIfAborted();
    await pullMonth(options, group, progress);
  }
  await progress.finish(listing, now());
  return progress.result();
}
