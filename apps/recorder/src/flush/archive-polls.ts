import type { SealedBatch, WalBuffer, WalEntry } from "@envoy/wal-buffer";
import {
  archivesFor,
  clearTemporaryFiles,
  mergeContents,
  newCollectors,
  type SiteArchives,
} from "./merge-contents.js";
import { readPolls, type UnusablePoll } from "./poll-reader.js";
import { noReadingNote, type ReadingNote } from "./reading-note.js";
import { type FlushResult, FlushTally, type QuarantinedPoll } from "./result.js";
import type { WaitingPoll } from "./waiting-poll.js";

/** The most polls that are held in memory and merged at a time. */
const pollsAtATime = 1440;

/** Options of {@link archivePolls}. */
export interface ArchivePollsOptions {
  readonly signal: AbortSignal;
  /** @default none: a poll that ends the process is not remembered */
  readonly note?: ReadingNote;
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Moves what the buffer holds into the archive and the tables: first what an interrupted run left,
 * then what is incoming. A poll is deleted only after every partition of every table that it has
 * rows for is durably written and, if it belongs in quarantine, its copy is there. One process at
 * a time.
 */
export async function archivePolls(
  buffer: WalBuffer,
  archives: SiteArchives,
  { signal, note = noReadingNote, onProgress }: ArchivePollsOptions,
): Promise<FlushResult> {
  await buffer.clearTemporaryFiles();
  await clearTemporaryFiles(archives);
  const interrupted = await buffer.sealedBatches();
  signal.throwIfAborted();
  const sealed = await buffer.seal();
  const polls = await pollsOf(sealed === undefined ? interrupted : [...interrupted, sealed]);
  const suspect = polls.findIndex((poll) => note.deaths(poll) > 0);
  const tally = new FlushTally();
  for (let start = 0; start < polls.length; ) {
    const portion = portionFrom(polls, start, suspect);
    const wanted = archivesFor(archives, portion);
    const collectors = await newCollectors(wanted);
    const contents = await readPolls(portion, note, signal, archives.types, collectors);
    const { overflows, unusable, unknownFields } = contents;
    const merged = await mergeContents(wanted, contents, signal);
    const quarantined = await quarantine(unusable);
    const isArchived = merged.every(({ failures }) => failures.length === 0);
    const read = portion.slice(0, contents.polls);
    // If a partition failed, the polls stay: merging them again adds nothing twice.
    if (isArchived) await discard(read);
    const plain = read.filter(({ entry }) => entry.label === undefined).length;
    const archived = isArchived ? { polls: plain, overflows } : { polls: 0, overflows: 0 };
    tally.add({ ...archived, merged, quarantined, unknownFields });
    start += contents.polls;
    onProgress?.(start, polls.length);
  }
  return tally.result();
}

/**
 * All polls that wait, oldest first. The many small batches that wait for a month that could not
 * be read are merged together: each merge writes the month again.
 */
async function pollsOf(batches: readonly SealedBatch[]): Promise<readonly WaitingPoll[]> {
  const polls: WaitingPoll[] = [];
  for (const batch of batches) {
    const entries = await batch.entries();
    // An empty batch is a folder whose last entries were deleted just before a crash: discard removes it.
    if (entries.length === 0) await batch.discard([]);
    for (const entry of entries) polls.push({ batch, entry });
  }
  return polls;
}

/**
 * The next polls to read together. A poll that a flush died of is read alone, after those before
 * it are archived: if it takes this flush along too, they at least are safe.
 */
function portionFrom(
  polls: readonly WaitingPoll[],
  start: number,
  suspect: number,
): readonly WaitingPoll[] {
  if (suspect === start) return polls.slice(start, start + 1);
  let end = Math.min(start + pollsAtATime, polls.length);
  // Other pages are read with the poll that they belong to.
  while (polls[end]?.entry.label !== undefined) end++;
  return polls.slice(start, suspect < start ? end : Math.min(end, suspect));
}

async function quarantine(
  polls: readonly UnusablePoll<WaitingPoll>[],
): Promise<readonly QuarantinedPoll[]> {
  const quarantined: QuarantinedPoll[] = [];
  for (const { batch, entry, reason } of polls) {
    quarantined.push({ path: await batch.quarantine(entry, reason), reason });
  }
  return quarantined;
}

async function discard(polls: readonly WaitingPoll[]): Promise<void> {
  const byBatch = new Map<SealedBatch, WalEntry[]>();
  for (const { batch, entry } of polls) {
    const entries = byBatch.get(batch) ?? [];
    byBatch.set(batch, entries);
    entries.push(entry);
  }
  for (const [batch, entries] of byBatch) await batch.discard(entries);
}
