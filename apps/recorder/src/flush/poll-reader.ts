import { setImmediate as turn } from "node:timers/promises";
import { EnvoyError, type Inverter, parseDeviceDataText } from "@envoy/envoy-client";
import { parseInverters } from "@envoy/envoy-client/parse";
import { WalBufferError } from "@envoy/wal-buffer";
import type { Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import { BoundedLines } from "../errors/bounded-lines.js";
import { invertersLabel } from "../poll/buffer.js";
import { ReadingCollector } from "../readings/reading-collector.js";
import { PreviousAnswer } from "./previous-answer.js";
import type { ReadingNote } from "./reading-note.js";
import type { PollToRead } from "./waiting-poll.js";

/** A poll that belongs in quarantine. The parts of it that could be used are in the rows. */
export type UnusablePoll<Poll extends PollToRead> = Poll & { readonly reason: string };

/** What some polls contain. */
export interface PollContents<Poll extends PollToRead> {
  /** How many polls were read. */
  readonly polls: number;
  readonly rows: Table;
  /** Values of the rows that are null because a portable type cannot hold them. */
  readonly overflows: number;
  readonly unusable: readonly UnusablePoll<Poll>[];
  readonly unknownFields: ReadonlySet<string>;
}

/** Files are read synchronously, and signals arrive only when the event loop turns; this many polls take a few milliseconds. */
const pollsPerTurn = 64;

/** A day of 500 inverters has 48,000 readings; more than this are merged before more polls are read. */
const enoughRows = 50_000;

/** Unknown fields that are named, of all polls together. */
const namedFields = 20;

/** A poll that ended this many flushes is not read again. */
const deathsToSetAside = 2;

/**
 * Reads and parses polls, in order, until there are enough rows to merge. Rejects with the
 * signal's reason, or Node's system errors.
 */
export async function readPolls<Poll extends PollToRead>(
  polls: readonly Poll[],
  note: ReadingNote,
  signal: AbortSignal,
  types: ArchiveTypes,
): Promise<PollContents<Poll>> {
  const reader = new PollReader<Poll>(note, types);
  let read = 0;
  try {
    for (const poll of polls) {
      if (read % pollsPerTurn === 0) await turn();
      signal.throwIfAborted();
      // A list of all inverters is read with the poll that it belongs to.
      if (reader.rows > enoughRows && poll.entry.label === undefined) break;
      await reader.read(poll);
      read++;
    }
  } finally {
    note.end();
  }
  return { polls: read, ...reader.contents() };
}

class PollReader<Poll extends PollToRead> {
  readonly #note: ReadingNote;
  readonly #readings: ReadingCollector;
  readonly #lists: { readonly poll: Poll; readonly inverters: readonly Inverter[] }[] = [];
  readonly #unusable: UnusablePoll<Poll>[] = [];
  readonly #unknownFields = new Set<string>();
  readonly #previousPoll = new PreviousAnswer();
  readonly #previousList = new PreviousAnswer();

  constructor(note: ReadingNote, types: ArchiveTypes) {
    this.#note = note;
    this.#readings = new ReadingCollector(types);
  }

  get rows(): number {
    return this.#readings.rows;
  }

  async read(poll: Poll): Promise<void> {
    const { batch, entry } = poll;
    if (this.#note.deaths(poll) >= deathsToSetAside) {
      const reason = `${deathsToSetAside} flushes ended while they read this poll, most likely for lack of memory, so it was not read again.`;
      this.#unusable.push({ ...poll, reason });
      return;
    }
    this.#note.begin(poll);
    const previous = entry.label === invertersLabel ? this.#previousList : this.#previousPoll;
    let bytes: Uint8Array;
    try {
      bytes = batch.readStoredSync(entry);
    } catch (error) {
      this.#unusable.push({ ...poll, reason: reasonOf(error) });
      return;
    }
    const problem = previous.isRepeatedBy(bytes)
      ? previous.problem
      : await this.#parse(poll, bytes);
    previous.replace(bytes, problem);
    if (problem !== undefined) this.#unusable.push({ ...poll, reason: problem });
  }

  contents(): Omit<PollContents<Poll>, "polls"> {
    // Which inverters no poll shows is known only after all polls.
    for (const { poll, inverters } of this.#lists) {
      if (this.#readings.hasSeenInverters) this.#readings.addListed(inverters);
      else {
        const reason =
          "No poll was flushed with this list of all inverters, so it is not known which of them polls leave out.";
        this.#unusable.push({ ...poll, reason });
      }
    }
    return {
      rows: this.#readings.table(),
      overflows: this.#readings.overflows,
      unusable: this.#unusable,
      unknownFields: this.#unknownFields,
    };
  }

  /** Takes what a poll contains. Returns why it belongs in quarantine; undefined if it does not. */
  async #parse(poll: Poll, bytes: Uint8Array): Promise<string | undefined> {
    const { batch, entry } = poll;
    try {
      const text = decoder.decode(await batch.unpack(entry, bytes));
      return entry.label === invertersLabel ? this.#takeList(poll, text) : this.#takeReadings(text);
    } catch (error) {
      return reasonOf(error);
    }
  }

  #takeReadings(text: string): string | undefined {
    const answer = parseDeviceDataText(text);
    for (const field of answer.unknownFields) {
      if (this.#unknownFields.size < namedFields) this.#unknownFields.add(field);
    }
    return boundedText(this.#readings.add(answer));
  }

  #takeList(poll: Poll, text: string): string | undefined {
    const { items, problems } = parseInverters(text);
    this.#lists.push({ poll, inverters: items });
    return boundedText(problems.map(({ at, message }) => `${at} ${message}`));
  }
}

const decoder = new TextDecoder();

/** What an error says if it concerns this poll alone; any other error is thrown. */
function reasonOf(error: unknown): string {
  if (error instanceof WalBufferError || error instanceof EnvoyError) return error.message;
  throw error;
}

function boundedText(problems: Iterable<string>): string | undefined {
  const lines = new BoundedLines();
  lines.add(problems);
  return lines.text;
}
