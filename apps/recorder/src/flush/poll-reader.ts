import { isUtf8 } from "node:buffer";
import { setImmediate as turn } from "node:timers/promises";
import { EnvoyError, type Inverter } from "@envoy/envoy-client";
import { AnswerSplitter, DeviceDataReader, parseInverters } from "@envoy/envoy-client/parse";
import { WalBufferError } from "@envoy/wal-buffer";
import type { Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import { BoundedLines } from "../errors/bounded-lines.js";
import { invertersLabel } from "../poll/buffer.js";
import { ReadingCollector } from "../readings/reading-collector.js";
import type { TableCollector } from "../tables/site-table.js";
import { captureTime } from "./capture-time.js";
import { dayOf, PreviousAnswer } from "./previous-answer.js";
import type { ReadingNote } from "./reading-note.js";
import type { PollToRead } from "./waiting-poll.js";

/** A poll that belongs in quarantine. The parts of it that could be used are in the rows. */
export type UnusablePoll<Poll extends PollToRead> = Poll & { readonly reason: string };

/** What some polls contain. */
export interface PollContents<Poll extends PollToRead> {
  /** How many polls were read. */
  readonly polls: number;
  /** Readings of inverters. */
  readonly rows: Table;
  /** Rows of the other tables, in the order of their collectors. */
  readonly tables: readonly Table[];
  /** Values of the rows that are null because a portable type cannot hold them. */
  readonly overflows: number;
  readonly unusable: readonly UnusablePoll<Poll>[];
  readonly unknownFields: ReadonlySet<string>;
}

/** Files are read synchronously, and signals arrive only when the event loop turns; this many polls take a few milliseconds. */
const pollsPerTurn = 64;

/** A day of 500 inverters has 48,000 readings; more than this are merged before more polls are read. */
const enoughRows = 50_000;

/** As soon as the tables' rows take this much memory, they are merged too. */
const enoughBytes = 16_000_000;

/** Unknown fields that are named, of all polls together. */
const namedFields = 20;

/** A poll that ended this many flushes is not read again. */
const deathsToSetAside = 2;

/**
 * Reads and parses polls, in order, until there are enough rows to merge. Each answer is given to the
 * collectors of the tables too. Rejects with the signal's reason, or Node's system errors.
 */
export async function readPolls<Poll extends PollToRead>(
  polls: readonly Poll[],
  note: ReadingNote,
  signal: AbortSignal,
  types: ArchiveTypes,
  collectors: readonly TableCollector[] = [],
): Promise<PollContents<Poll>> {
  const reader = new PollReader<Poll>(note, types, collectors);
  let read = 0;
  try {
    for (const poll of polls) {
      if (read % pollsPerTurn === 0) await turn();
      signal.throwIfAborted();
      // Other pages are read with the poll that they belong to.
      if (reader.hasEnough && poll.entry.label === undefined) break;
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
  readonly #splitter = new AnswerSplitter();
  readonly #deviceData = new DeviceDataReader(this.#splitter);
  readonly #readings: ReadingCollector;
  readonly #lists: { readonly poll: Poll; readonly inverters: readonly Inverter[] }[] = [];
  readonly #unusable: UnusablePoll<Poll>[] = [];
  readonly #unknownFields = new Set<string>();
  readonly #collectors: readonly TableCollector[];
  /** By label. */
  readonly #previous = new Map<string | undefined, PreviousAnswer>();

  constructor(note: ReadingNote, types: ArchiveTypes, collectors: readonly TableCollector[]) {
    this.#note = note;
    this.#readings = new ReadingCollector(types);
    this.#collectors = collectors;
  }

  /** Whether there are enough rows to merge. */
  get hasEnough(): boolean {
    const bytes = this.#collectors.reduce((sum, collector) => sum + collector.bytes, 0);
    return this.#readings.rows > enoughRows || bytes > enoughBytes;
  }

  async read(poll: Poll): Promise<void> {
    const { batch, entry } = poll;
    if (this.#note.deaths(poll) >= deathsToSetAside) {
      const reason = `${deathsToSetAside} flushes ended while they read this poll, most likely for lack of memory, so it was not read again.`;
      this.#unusable.push({ ...poll, reason });
      return;
    }
    this.#note.begin(poll);
    let bytes: Uint8Array;
    try {
      bytes = batch.readStoredSync(entry);
    } catch (error) {
      this.#unusable.push({ ...poll, reason: reasonOf(error) });
      return;
    }
    const previous = this.#previous.get(entry.label) ?? new PreviousAnswer();
    this.#previous.set(entry.label, previous);
    const day = dayOf(entry.unixSeconds);
    const isRepeat = previous.isRepeatedBy(bytes, day);
    const problem = await this.#parse(poll, bytes, isRepeat ? previous : undefined);
    previous.replace(bytes, day, problem);
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
      tables: this.#collectors.map((collector) => collector.table()),
      overflows: this.#readings.overflows,
      unusable: this.#unusable,
      unknownFields: this.#unknownFields,
    };
  }

  /**
   * Takes what a poll contains; of one that repeats `previous`, only what the collectors want of
   * repeats. Returns why it belongs in quarantine; undefined if it does not.
   */
  async #parse(
    poll: Poll,
    bytes: Uint8Array,
    previous: PreviousAnswer | undefined,
  ): Promise<string | undefined> {
    const { batch, entry } = poll;
    const collectors = this.#collectors.filter(
      ({ labels, takesRepeats }) =>
        labels.includes(entry.label) && (takesRepeats || previous === undefined),
    );
    if (previous !== undefined && collectors.length === 0) return previous.problem;
    try {
      const unpacked = await batch.unpack(entry, bytes);
      const text = decoder.decode(unpacked);
      const problems = new Set(previous === undefined ? this.#takeReadings(poll, text) : []);
      // Its text would not be what the gateway sent. The poll itself is kept, in quarantine.
      if (!isUtf8(unpacked)) problems.add(notUtf8);
      else {
        const plain = { label: entry.label, text, capturedAt: captureTime(entry, unpacked) };
        const answer = entry.label === undefined ? { ...plain, splitter: this.#splitter } : plain;
        for (const collector of collectors) {
          for (const problem of collector.add(answer)) problems.add(problem);
        }
      }
      return previous?.problem ?? boundedText(problems);
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Takes the readings of an answer that has any. Returns what could not be used. */
  #takeReadings(poll: Poll, text: string): readonly string[] {
    if (poll.entry.label === undefined) return this.#takeDeviceData(text);
    if (poll.entry.label === invertersLabel) return this.#takeList(poll, text);
    return [];
  }

  #takeDeviceData(text: string): readonly string[] {
    const answer = this.#deviceData.read(text);
    for (const field of answer.unknownFields) {
      if (this.#unknownFields.size < namedFields) this.#unknownFields.add(field);
    }
    const problems = this.#readings.add(answer);
    // A repeated device has its problems in each poll.
    if (problems.length > 0) this.#deviceData.forget();
    return problems;
  }

  #takeList(poll: Poll, text: string): readonly string[] {
    const { items, problems } = parseInverters(text);
    this.#lists.push({ poll, inverters: items });
    return problems.map(({ at, message }) => `${at} ${message}`);
  }
}

const notUtf8 =
  "The answer is not valid UTF-8. What could be read of it was archived, but its device reports were not.";

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
