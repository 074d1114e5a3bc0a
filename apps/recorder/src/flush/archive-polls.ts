import type { ParquetArchive } from "@envoy/parquet-archive";
import type { SealedBatch, WalBuffer, WalEntry } from "@envoy/wal-buffer";
import { readPolls, type UnusablePoll, type WaitingPoll } from "./poll-reader.js";
import { type FlushResult, FlushTally, type QuarantinedPoll } from "./result.js";

/** The most polls that are held in memory and merged at a time. */
const pollsAtATime = 1440;

/**
 * Moves what the buffer holds into the archive: first what an interrupted run left, then what
 * is incoming. A poll is deleted only after every partition that it has rows for is durably
 * written and, if it belongs in quarantine, its copy is there. One process at a time.
 */
export async function archivePolls(
  buffer: WalBuffer,
  archive: ParquetArchive,
  signal: AbortSignal,
): Promise<FlushResult> {
  await buffer.clearTemporaryFiles();
  const interrupted = await buffer.sealedBatches();
  signal.throwIfAborted();
  const sealed = await buffer.seal();
  const polls = await pollsOf(sealed === undefined ? interrupted : [...interrupted, sealed]);
  const tally = new FlushTally();
  for (const portion of portionsOf(polls)) {
    const { rows, unusable, unknownFields } = await readPolls(portion, signal);
    const merged = await archive.merge(rows, { signal });
    const quarantined = await quarantine(unusable);
    const isArchived = merged.failures.length === 0;
    // If a partition failed, the polls stay: merging them again adds nothing twice.
    if (isArchived) await discard(portion);
    tally.add({ polls: isArchived ? portion.length : 0, merged, quarantined, unknownFields });
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

function* portionsOf(polls: readonly WaitingPoll[]): Generator<readonly WaitingPoll[]> {
  for (let start = 0; start < polls.length; ) {
    let end = Math.min(start + pollsAtATime, polls.length);
    // A list of all inverters is read with the poll that it belongs to.
    while (polls[end]?.entry.label !== undefined) end++;
    yield polls.slice(start, end);
    start = end;
  }
}

async function quarantine(polls: readonly UnusablePoll[]): Promise<readonly QuarantinedPoll[]> {
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
