import type {
  ArchiveError,
  MergeResult,
  PartitionChange,
  PartitionNote,
} from "@envoy/parquet-archive";

/** A poll that was moved to quarantine. */
export interface QuarantinedPoll {
  readonly path: string;
  /** Its first line; the whole is in the file beside the poll. */
  readonly reason: string;
}

/** What a flush did. */
export interface FlushResult {
  /** Polls that are now in the archive and no longer in the buffer. */
  readonly polls: number;
  /** Readings of inverters. */
  readonly rowsAdded: number;
  /** Values of these polls that are null because a portable type cannot hold them. */
  readonly overflows: number;
  /** Months of the inverters' archive. */
  readonly changes: readonly PartitionChange[];
  readonly quarantined: readonly QuarantinedPoll[];
  /** Sorted. */
  readonly unknownFields: readonly string[];
  /** Partitions of any table that failed. The polls for them are still in the buffer. */
  readonly failures: readonly ArchiveError[];
  /** Partitions that another program had rewritten, and that have the archive's own types again. */
  readonly converted: readonly PartitionNote[];
  /** Partitions with rows that no flush has written; all of them are kept. */
  readonly suspicions: readonly PartitionNote[];
}

/** Adds up the portions of a flush. */
export class FlushTally {
  #polls = 0;
  #overflows = 0;
  readonly #readings: MergeResult[] = [];
  readonly #all: MergeResult[] = [];
  readonly #quarantined: QuarantinedPoll[] = [];
  readonly #unknownFields = new Set<string>();

  add(portion: {
    /** Polls that were discarded from the buffer. */
    readonly polls: number;
    readonly overflows: number;
    /** The inverters' archive first. */
    readonly merged: readonly MergeResult[];
    readonly quarantined: readonly QuarantinedPoll[];
    readonly unknownFields: Iterable<string>;
  }): void {
    this.#polls += portion.polls;
    this.#overflows += portion.overflows;
    this.#readings.push(...portion.merged.slice(0, 1));
    this.#all.push(...portion.merged);
    for (const { path, reason } of portion.quarantined) {
      this.#quarantined.push({ path, reason: firstLine(reason) });
    }
    for (const field of portion.unknownFields) this.#unknownFields.add(field);
  }

  result(): FlushResult {
    return {
      polls: this.#polls,
      rowsAdded: this.#readings.reduce((sum, { rowsAdded }) => sum + rowsAdded, 0),
      overflows: this.#overflows,
      changes: this.#readings.flatMap(({ changes }) => changes),
      quarantined: this.#quarantined,
      unknownFields: [...this.#unknownFields].sort(),
      failures: this.#all.flatMap(({ failures }) => failures),
      converted: this.#all.flatMap(({ converted }) => converted),
      suspicions: this.#all.flatMap(({ suspicions }) => suspicions),
    };
  }
}

function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
