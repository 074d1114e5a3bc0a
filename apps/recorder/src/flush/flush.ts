import { setImmediate as turn } from "node:timers/promises";
import { EnvoyError, type Inverter, parseDeviceDataText } from "@envoy/envoy-client";
import { parseInverters } from "@envoy/envoy-client/parse";
import type { ArchiveError, ParquetArchive, PartitionChange } from "@envoy/parquet-archive";
import { type SealedBatch, type WalBuffer, WalBufferError, type WalEntry } from "@envoy/wal-buffer";
import { invertersLabel } from "../poll/poll.js";
import { InverterReadings } from "../readings/inverter-readings.js";

/** The most entries that are held in memory and archived at a time. */
const entriesAtATime = 1440;

/** An answer of 100 inverters fits. */
const scratchBytes = 131_072;

/** The entries that are read between two turns of the event loop: some milliseconds' worth. */
const entriesAtATurn = 64;

/** What a flush did. */
export interface FlushResult {
  /** Polls that are in the archive now, and out of the buffer. */
  readonly polls: number;
  readonly rowsAdded: number;
  readonly changes: readonly PartitionChange[];
  /** Polls put in quarantine, with the reason. */
  readonly quarantined: readonly { readonly path: string; readonly reason: string }[];
  readonly unknownFields: readonly string[];
  /** Partitions that failed. The polls for them are still in the buffer. */
  readonly failures: readonly ArchiveError[];
}

/**
 * Moves what the buffer holds into the archive: first what an interrupted run left,
 * then what is incoming. A poll is deleted only after every partition it touched is
 * durably in place, or after its copy is in quarantine. One process at a time.
 */
export async function flush(
  buffer: WalBuffer,
  archive: ParquetArchive,
  signal: AbortSignal,
): Promise<FlushResult> {
  await buffer.clearTemporaryFiles();
  const tally = new FlushTally();
  const stranded = await buffer.sealedBatches();
  signal.throwIfAborted();
  const sealed = await buffer.seal();
  const polls = await pollsOf(sealed === undefined ? stranded : [...stranded, sealed]);
  for (let start = 0; start < polls.length; ) {
    signal.throwIfAborted();
    let end = Math.min(start + entriesAtATime, polls.length);
    // A list of all inverters is read with the poll that it belongs to.
    while (polls[end]?.entry.label !== undefined) end++;
    await flushPolls(polls.slice(start, end), archive, tally, signal);
    start = end;
  }
  return tally.result();
}

/** An entry, and the batch that it is discarded from. */
interface Poll {
  readonly batch: SealedBatch;
  readonly entry: WalEntry;
}

/**
 * All that waits, oldest first. Many small batches, as a month that could not be read for
 * long leaves them, are archived as few: each merge writes a month again.
 */
async function pollsOf(batches: readonly SealedBatch[]): Promise<readonly Poll[]> {
  const polls: Poll[] = [];
  for (const batch of batches) {
    const entries = await batch.entries();
    // An empty batch is a folder whose last entries went just before a crash: discard ends it.
    if (entries.length === 0) await batch.discard([]);
    for (const entry of entries) polls.push({ batch, entry });
  }
  return polls;
}

async function flushPolls(
  polls: readonly Poll[],
  archive: ParquetArchive,
  tally: FlushTally,
  signal: AbortSignal,
): Promise<void> {
  const readings = new InverterReadings();
  const unusable: (Poll & { readonly reason: string })[] = [];
  const listed: ListedInverters[] = [];
  const plain = new Repetition();
  const lists = new Repetition();
  for (const [i, poll] of polls.entries()) {
    const { batch, entry } = poll;
    // Reading does not leave the event loop a turn, and signals arrive in one.
    if (i % entriesAtATurn === 0) await turn();
    signal.throwIfAborted();
    const before = entry.label === invertersLabel ? lists : plain;
    const stored = await batch.readStored(entry, before.scratch());
    const reason = before.isRepeatedBy(stored)
      ? before.reason
      : await addPoll(poll, stored, { readings, listed, tally });
    before.keep(stored, reason);
    if (reason !== undefined) unusable.push({ ...poll, reason });
  }
  // After all polls: only then is it known which inverters no poll shows.
  for (const { poll, inverters } of listed) {
    if (readings.hasShownSome) readings.addListed(inverters);
    else
      unusable.push({ ...poll, reason: "No poll beside it says which of its inverters are new." });
  }
  const { changes, rowsAdded, failures } = await archive.merge(readings.table(), { signal });
  for (const { batch, entry, reason } of unusable) {
    tally.quarantined.push({ path: await batch.quarantine(entry, reason), reason });
  }
  tally.changes.push(...changes);
  tally.rowsAdded += rowsAdded;
  if (failures.length > 0) {
    // The polls stay: merging them again adds nothing twice.
    tally.failures.push(...failures);
    return;
  }
  const done = new Map<SealedBatch, WalEntry[]>();
  for (const { batch, entry } of polls) {
    const entries = done.get(batch);
    if (entries === undefined) done.set(batch, [entry]);
    else entries.push(entry);
  }
  for (const [batch, entries] of done) await batch.discard(entries);
  tally.polls += polls.length;
}

/** Adds a poll's readings. Returns why it belongs in quarantine, undefined where it does not. */
async function addPoll(
  poll: Poll,
  stored: Uint8Array,
  to: {
    readonly readings: InverterReadings;
    readonly listed: ListedInverters[];
    readonly tally: FlushTally;
  },
): Promise<string | undefined> {
  const { batch, entry } = poll;
  try {
    const text = decoder.decode(await batch.unpack(entry, stored));
    if (entry.label === invertersLabel) {
      const { items, problems } = parseInverters(text);
      to.listed.push({ poll, inverters: items });
      return problems.length === 0
        ? undefined
        : problems.map(({ at, message }) => `${at} ${message}`).join("\n");
    }
    const answer = parseDeviceDataText(text);
    for (const field of answer.unknownFields) to.tally.unknownFields.add(field);
    const problems = to.readings.add(answer);
    return problems.length === 0 ? undefined : problems.join("\n");
  } catch (error) {
    if (error instanceof WalBufferError || error instanceof EnvoyError) return error.message;
    throw error;
  }
}

interface ListedInverters {
  readonly poll: Poll;
  readonly inverters: readonly Inverter[];
}

const decoder = new TextDecoder();

/**
 * The entry before, of the same kind. Between two reports of its inverters a gateway
 * repeats itself, all night for one, and equal bytes need no second look.
 */
class Repetition {
  reason: string | undefined;
  #stored: Uint8Array | undefined;
  // Two, for the entry at hand and the one before.
  readonly #scratches = [new Uint8Array(scratchBytes), new Uint8Array(scratchBytes)] as const;
  #turn = 0;

  /** Where the next entry may be read into. */
  scratch(): Uint8Array {
    this.#turn = 1 - this.#turn;
    return this.#scratches[this.#turn === 0 ? 0 : 1];
  }

  isRepeatedBy(stored: Uint8Array): boolean {
    const before = this.#stored;
    return before?.byteLength === stored.byteLength && Buffer.compare(before, stored) === 0;
  }

  keep(stored: Uint8Array, reason: string | undefined): void {
    this.#stored = stored;
    this.reason = reason;
  }
}

class FlushTally {
  polls = 0;
  rowsAdded = 0;
  readonly changes: PartitionChange[] = [];
  readonly quarantined: { readonly path: string; readonly reason: string }[] = [];
  readonly unknownFields = new Set<string>();
  readonly failures: ArchiveError[] = [];

  result(): FlushResult {
    const { polls, rowsAdded, changes, quarantined, failures } = this;
    return {
      polls,
      rowsAdded,
      changes,
      quarantined,
      failures,
      unknownFields: [...this.unknownFields].sort(),
    };
  }
}
