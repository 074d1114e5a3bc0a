import type { ParquetArchive } from "@envoy/parquet-archive";
import type { ArchiveTypes } from "../config/config.js";
import { readPolls } from "../flush/poll-reader.js";
import type { ReadingNote } from "../flush/reading-note.js";
import { type FlushResult, FlushTally } from "../flush/result.js";
import type { PollToRead } from "../flush/waiting-poll.js";
import { ArchivedReadings, type KnownReadings } from "./archived-readings.js";
import { pathOf } from "./list-answers.js";

/** The most answers that are held in memory and merged at a time. */
export const pollsAtATime = 1440;

/** Lists of all inverters that are read with the last poll of a portion. */
const listsAtTheEnd = 64;

/** What a backfill did; `polls` are the files that were read, `quarantined` those not used completely. */
export interface BackfillResult extends FlushResult {
  readonly known: KnownReadings;
}

/** Options of {@link archiveAnswers}. */
export interface ArchiveAnswersOptions {
  /** Those that the archive was opened with. */
  readonly types: ArchiveTypes;
  readonly note: ReadingNote;
  /** When it aborts, the portion at hand is still archived. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** Merges answers, oldest first, into the archive, portion by portion. Call it under the lock of a flush. */
export async function archiveAnswers(
  answers: readonly PollToRead[],
  archive: ParquetArchive,
  { types, note, signal, onProgress }: ArchiveAnswersOptions,
): Promise<BackfillResult> {
  await archive.clearTemporaryFiles();
  const tally = new FlushTally();
  const archived = new ArchivedReadings(archive);
  const unstoppable = new AbortController().signal;
  let known: KnownReadings = { rows: 0, differing: 0 };
  for (let start = 0; start < answers.length && !signal.aborted; ) {
    const portion = answers.slice(start, endOfPortion(answers, start));
    const contents = await readPolls(portion, note, unstoppable, types);
    const { rows, polls, overflows, unusable, unknownFields } = contents;
    const merged = await archive.merge(rows);
    const found = await archived.compare(rows, merged.rowsAdded);
    // Of a month that failed it is not known which of its rows were archived before.
    if (merged.failures.length === 0) {
      known = { rows: known.rows + found.rows, differing: known.differing + found.differing };
    }
    const quarantined = unusable.map((poll) => ({ path: pathOf(poll), reason: poll.reason }));
    tally.add({ polls, overflows, merged, quarantined, unknownFields });
    start += polls;
    onProgress(start);
  }
  return { ...tally.result(), known };
}

/** A list of all inverters is read with the poll that it belongs to. */
function endOfPortion(answers: readonly PollToRead[], start: number): number {
  let end = start + pollsAtATime;
  const last = end + listsAtTheEnd;
  while (end < last && answers[end]?.entry.label !== undefined) end++;
  return end;
}
