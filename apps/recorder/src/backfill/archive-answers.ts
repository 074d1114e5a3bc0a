import { ArchivedReadings, type KnownReadings } from "../flush/archived-readings.js";
import {
  archivesFor,
  clearTemporaryFiles,
  mergeContents,
  newCollectors,
  type SiteArchives,
} from "../flush/merge-contents.js";
import { readPolls } from "../flush/poll-reader.js";
import type { ReadingNote } from "../flush/reading-note.js";
import { type FlushResult, FlushTally } from "../flush/result.js";
import type { PollToRead } from "../flush/waiting-poll.js";
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
  readonly note: ReadingNote;
  /** When it aborts, the portion at hand is still archived. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** Merges answers, oldest first, into the archive and the tables, portion by portion. Call it under the lock of a flush. */
export async function archiveAnswers(
  answers: readonly PollToRead[],
  archives: SiteArchives,
  { note, signal, onProgress }: ArchiveAnswersOptions,
): Promise<BackfillResult> {
  await clearTemporaryFiles(archives);
  const tally = new FlushTally();
  const archived = new ArchivedReadings(archives.archive);
  const unstoppable = new AbortController().signal;
  let known: KnownReadings = { rows: 0, differing: 0 };
  for (let start = 0; start < answers.length && !signal.aborted; ) {
    const portion = answers.slice(start, endOfPortion(answers, start));
    const wanted = archivesFor(archives, portion);
    const collectors = await newCollectors(wanted);
    const contents = await readPolls(portion, note, unstoppable, archives.types, collectors);
    const { rows, polls, overflows, unusable, unknownFields } = contents;
    const merged = await mergeContents(wanted, contents);
    const [readings] = merged;
    const found = await archived.compare(rows, readings.rowsAdded);
    // Of a month that failed it is not known which of its rows were archived before.
    if (readings.failures.length === 0) {
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
