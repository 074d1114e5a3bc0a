import { setImmediate as turn } from "node:timers/promises";
import { EnvoyError, type Inverter, parseDeviceDataText } from "@envoy/envoy-client";
import { parseInverters } from "@envoy/envoy-client/parse";
import { type SealedBatch, WalBufferError, type WalEntry } from "@envoy/wal-buffer";
import type { Table } from "apache-arrow";
import { invertersLabel } from "../poll/buffer.js";
import { ReadingCollector } from "../readings/reading-collector.js";
import { PreviousAnswer } from "./previous-answer.js";

/** A poll that waits in the buffer, and the batch that it is discarded from. */
export interface WaitingPoll {
  readonly batch: SealedBatch;
  readonly entry: WalEntry;
}

/** A poll that belongs in quarantine. The parts of it that could be used are in the rows. */
export interface UnusablePoll extends WaitingPoll {
  readonly reason: string;
}

/** What some polls contain. */
export interface PollContents {
  readonly rows: Table;
  readonly unusable: readonly UnusablePoll[];
  readonly unknownFields: ReadonlySet<string>;
}

/** Files are read synchronously, and signals arrive only when the event loop turns; this many polls take a few milliseconds. */
const pollsPerTurn = 64;

/** Reads and parses polls, in order. Rejects with the signal's reason, or Node's system errors. */
export async function readPolls(
  polls: readonly WaitingPoll[],
  signal: AbortSignal,
): Promise<PollContents> {
  const reader = new PollReader();
  for (const [i, poll] of polls.entries()) {
    if (i % pollsPerTurn === 0) await turn();
    signal.throwIfAborted();
    await reader.read(poll);
  }
  return reader.contents();
}

class PollReader {
  readonly #readings = new ReadingCollector();
  readonly #lists: { readonly poll: WaitingPoll; readonly inverters: readonly Inverter[] }[] = [];
  readonly #unusable: UnusablePoll[] = [];
  readonly #unknownFields = new Set<string>();
  readonly #previousPoll = new PreviousAnswer();
  readonly #previousList = new PreviousAnswer();

  async read(poll: WaitingPoll): Promise<void> {
    const { batch, entry } = poll;
    const previous = entry.label === invertersLabel ? this.#previousList : this.#previousPoll;
    const bytes = batch.readStoredSync(entry);
    const problem = previous.isRepeatedBy(bytes)
      ? previous.problem
      : await this.#parse(poll, bytes);
    previous.replace(bytes, problem);
    if (problem !== undefined) this.#unusable.push({ ...poll, reason: problem });
  }

  contents(): PollContents {
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
      unusable: this.#unusable,
      unknownFields: this.#unknownFields,
    };
  }

  /** Takes what a poll contains. Returns why it belongs in quarantine; undefined if it does not. */
  async #parse(poll: WaitingPoll, bytes: Uint8Array): Promise<string | undefined> {
    const { batch, entry } = poll;
    try {
      const text = decoder.decode(await batch.unpack(entry, bytes));
      return entry.label === invertersLabel ? this.#takeList(poll, text) : this.#takeReadings(text);
    } catch (error) {
      if (error instanceof WalBufferError || error instanceof EnvoyError) return error.message;
      throw error;
    }
  }

  #takeReadings(text: string): string | undefined {
    const answer = parseDeviceDataText(text);
    for (const field of answer.unknownFields) this.#unknownFields.add(field);
    return joined(this.#readings.add(answer));
  }

  #takeList(poll: WaitingPoll, text: string): string | undefined {
    const { items, problems } = parseInverters(text);
    this.#lists.push({ poll, inverters: items });
    return joined(problems.map(({ at, message }) => `${at} ${message}`));
  }
}

const decoder = new TextDecoder();

function joined(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.join("\n");
}
