import { dirname, join, resolve } from "node:path";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import type { Table } from "apache-arrow";
import { toArchiveLayout } from "./archive-layout.js";
import { attempt } from "./attempt.js";
import { clearTemporaryFiles } from "./clear-temporary-files.js";
import {
  type ArchiveFiles,
  type ClosedMonth,
  type CloseMonthsOptions,
  type CloseMonthsResult,
  closeMonth,
  closingError,
} from "./close-month.js";
import { finishClosing, listClosingMonths } from "./closing-folder.js";
import { hasEqualRows } from "./equal-rows.js";
import { ArchiveError } from "./errors.js";
import { hasFile, listMonthFolders, listPartitions } from "./list-partitions.js";
import { mergeRows } from "./merge.js";
import type { MergeResult, PartitionChange, PartitionNote } from "./merge-result.js";
import { decodeColumnNames, type FileMetadata } from "./parquet-codec.js";
import { type PartitionFacts, partitionFacts } from "./partition-facts.js";
import {
  decodePartition,
  type PartitionContent,
  readPartition,
  writePartition,
} from "./partition-file.js";
import {
  type Partition,
  type PartitionLength,
  partitionBounds,
  partitionFileName,
  partitionFolder,
} from "./partition-path.js";
import { convertedSentence, convertibleSentence, suspicionSentence } from "./sentences.js";
import { type PartitionRows, splitRows } from "./split.js";
import { findTableSuspicions } from "./suspicions.js";
import type { TableDefinition } from "./table-definition.js";

/** Options of {@link ParquetArchive}. */
export interface ParquetArchiveOptions {
  /** Holds `year=2026/month=1/00000000.parquet`, `year=2026/month=1/day=31/00000000.parquet` or `year=2026/00000000.parquet`; made when missing. */
  readonly folder: string;
  readonly table: TableDefinition;
  /**
   * Keys and values of text for the footer of each file that is written, beside
   * `primary_key`. Files with other metadata are not rewritten for it.
   */
  readonly metadata?: FileMetadata;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** What a merge did to one partition. */
interface MergedPartition {
  readonly change?: PartitionChange;
  readonly converted?: PartitionNote;
  readonly suspicion?: PartitionNote | undefined;
}

/**
 * A Hive-partitioned Parquet table with a primary key and one file a year, month or day. One process
 * may merge at a time; any number may read meanwhile.
 */
export class ParquetArchive {
  readonly folder: string;
  readonly #definition: TableDefinition;
  readonly #partitionBy: PartitionLength;
  readonly #metadata: FileMetadata;
  readonly #fileSystem: FileSystem;

  constructor(options: ParquetArchiveOptions) {
    this.folder = resolve(options.folder);
    this.#definition = options.table;
    this.#partitionBy = options.table.partitionBy ?? "month";
    const primary_key = JSON.stringify(options.table.primaryKey);
    this.#metadata = { ...options.metadata, primary_key };
    this.#fileSystem = options.fileSystem ?? nodeFileSystem;
  }

  /**
   * Adds the rows whose key is not archived yet, each to its year, month or day. The first row of a
   * key wins and archived rows never change. A partition without new rows is not
   * written; the others are replaced atomically and are durable once the promise
   * resolves. A partition that fails does not stop the others: check `failures`. What a
   * person should know of the others is in `converted` and `suspicions`.
   * Rejects with `TypeError` if the rows do not fit the table.
   */
  async merge(rows: Table, options: { readonly signal?: AbortSignal } = {}): Promise<MergeResult> {
    const merged: MergedPartition[] = [];
    const failures: ArchiveError[] = [];
    const length = this.#partitionBy === "day" ? "month" : this.#partitionBy;
    for (const whole of splitRows(rows, this.#definition.partitionTime, length)) {
      for (const part of (await attempt(failures, () => this.#placesOf(whole))) ?? []) {
        options.signal?.throwIfAborted();
        merged.push((await attempt(failures, () => this.#mergePartition(part))) ?? {});
      }
    }
    const changes = merged.flatMap(({ change }) => change ?? []);
    return {
      changes,
      rowsAdded: changes.reduce((sum, change) => sum + change.rowsAdded, 0),
      failures,
      converted: merged.flatMap(({ converted }) => converted ?? []),
      suspicions: merged.flatMap(({ suspicion }) => suspicion ?? []),
    };
  }

  /**
   * Merges the days of each month that ended by `before` into one file, whose partition has
   * `day: 0`; rows that come later are merged into it. For a table by day only. What a crash
   * left of an earlier call is ended first, so call it at the beginning of each round of
   * merges. A month is left as days, and `leftOpen` says why, if its folder holds anything that
   * is not the archive's, or if it is too large for the memory; `failures` are of days that
   * cannot be read and of the disk. Rejects with Node's system errors if the archive's folders
   * cannot be listed.
   */
  async closeMonths(options: CloseMonthsOptions): Promise<CloseMonthsResult> {
    if (this.#partitionBy !== "day") throw new TypeError("The table's partitions are not days.");
    const closed: ClosedMonth[] = [];
    const leftOpen: PartitionNote[] = [];
    const failures: ArchiveError[] = [];
    for (const month of await listClosingMonths(this.#fileSystem, this.folder)) {
      await attempt(failures, () => this.#finishClosing(month));
    }
    for (const month of await listMonthFolders(this.#fileSystem, this.folder)) {
      const [, end] = partitionBounds(month);
      if (end > options.before.getTime()) continue;
      options.signal?.throwIfAborted();
      const result = await attempt(failures, () => closeMonth(this.#files(), month, options));
      if (result === undefined) continue;
      if ("message" in result) leftOpen.push(result);
      else closed.push(result);
    }
    return { closed, leftOpen, failures };
  }

  /**
   * Rewrites the files that hold `year` and `month` as columns, which belong in the path
   * alone (pyarrow, dask and `load_dataset` refuse a folder in which only some files have
   * them), and those with other types that convert without loss. A file is replaced only
   * after the new one was decoded and every row compared. Returns the partitions that were
   * rewritten and, as `merge` does, those that failed. Rejects with Node's system errors if
   * the archive's folders cannot be listed. `onProgress` is called before each partition.
   */
  async rewriteOldFiles(
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, all: number) => void;
    } = {},
  ): Promise<{
    readonly rewritten: readonly Partition[];
    readonly failures: readonly ArchiveError[];
  }> {
    const rewritten: Partition[] = [];
    const failures: ArchiveError[] = [];
    const partitions = await this.partitions();
    for (const [done, partition] of partitions.entries()) {
      options.signal?.throwIfAborted();
      options.onProgress?.(done, partitions.length);
      const isRewritten = await attempt(failures, async () => {
        const path = this.path(partition);
        const content = await readPartition(this.#fileSystem, path, this.#definition);
        if (content === undefined || !needsRewriting(content)) return false;
        await this.write(partition, content.table);
        return true;
      });
      if (isRewritten) rewritten.push(partition);
    }
    return { rewritten, failures };
  }

  /** The rows of a partition, with the archive's columns and types; undefined if it has no file. Rejects with `ArchiveError`. */
  async read(partition: Partition): Promise<Table | undefined> {
    return (await readPartition(this.#fileSystem, this.path(partition), this.#definition))?.table;
  }

  /**
   * Writes a partition's file with all of these rows, also those of one key, sorted by key.
   * The file is replaced only after the new one was decoded and every row compared. Rejects
   * with `ArchiveError`, or with `TypeError` if the rows do not fit the table.
   */
  async write(partition: Partition, rows: Table): Promise<void> {
    const layout = toArchiveLayout(this.#definition, rows);
    await this.#finishClosing(partition);
    const path = this.path(partition);
    await writePartition(this.#fileSystem, path, layout, this.#metadata, (written) =>
      hasEqualRows(this.#definition, rows, written),
    );
  }

  /** The names of the columns in a partition's file, whatever they are; undefined if it has no file. Rejects with `ArchiveError` if it cannot be read. */
  columnNames(partition: Partition): Promise<readonly string[] | undefined> {
    return decodePartition(this.#fileSystem, this.path(partition), decodeColumnNames);
  }

  /** The size, hash, rows and span of a partition's file, all of the same bytes; undefined if it has no file. Rejects with `ArchiveError` if it cannot be read. */
  describe(partition: Partition): Promise<PartitionFacts | undefined> {
    return decodePartition(this.#fileSystem, this.path(partition), (bytes) =>
      partitionFacts(bytes, this.#definition),
    );
  }

  /**
   * What a person should know about a partition's file, a sentence each: why it cannot be
   * used, or else what the next merge converts and what looks wrong. Empty if all is well or
   * there is no file. Changes nothing.
   */
  async check(partition: Partition): Promise<readonly string[]> {
    const path = this.path(partition);
    try {
      const content = await readPartition(this.#fileSystem, path, this.#definition);
      if (content === undefined) return [];
      const { differences, table } = content;
      const suspicions = findTableSuspicions(this.#definition, partition, table);
      return [
        ...(differences.length === 0 ? [] : [convertibleSentence(path, differences)]),
        ...(suspicions.length === 0 ? [] : [suspicionSentence(path, suspicions)]),
      ];
    } catch (error) {
      if (error instanceof ArchiveError) return [error.message];
      throw error;
    }
  }

  /**
   * Removes the temporary files of merges that were killed, in all partitions, and returns how
   * many. Call it where nothing else merges. Rejects with Node's system errors if the
   * archive's folders cannot be listed.
   */
  clearTemporaryFiles(): Promise<number> {
    return clearTemporaryFiles(this.#fileSystem, this.folder, this.#partitionBy);
  }

  /** The path of the partition's file, present or not. */
  path(partition: Partition): string {
    return join(this.folder, partitionFolder(partition), partitionFileName);
  }

  /** The partitions that have a file, oldest first. Rejects with Node's system errors. */
  partitions(): Promise<readonly Partition[]> {
    return listPartitions(this.#fileSystem, this.folder, this.#partitionBy);
  }

  /** The partitions that rows of one year or month belong in: that itself, or a month's days while they are files of their own. */
  async #placesOf({ partition, rows }: PartitionRows): Promise<readonly PartitionRows[]> {
    if (this.#partitionBy !== "day") return [{ partition, rows }];
    await this.#finishClosing(partition);
    const whole = { ...partition, day: 0 };
    let isWhole: boolean;
    try {
      isWhole = await hasFile(this.#fileSystem, dirname(this.path(whole)));
    } catch (error) {
      throw closingError(this.path(whole), whole, error);
    }
    return isWhole
      ? [{ partition: whole, rows }]
      : splitRows(rows, this.#definition.partitionTime, "day");
  }

  #files(): ArchiveFiles {
    const [definition, metadata, fileSystem] = [this.#definition, this.#metadata, this.#fileSystem];
    return { folder: this.folder, definition, metadata, fileSystem };
  }

  async #finishClosing(partition: Partition): Promise<void> {
    if (this.#partitionBy !== "day") return;
    try {
      await finishClosing(this.#fileSystem, this.folder, partition);
    } catch (error) {
      const whole = { ...partition, day: 0 };
      throw closingError(this.path(whole), whole, error);
    }
  }

  async #mergePartition({ partition, rows }: PartitionRows): Promise<MergedPartition> {
    const path = this.path(partition);
    const content = await readPartition(this.#fileSystem, path, this.#definition);
    const merged = mergeRows(this.#definition, partition, content?.table, rows);
    const { table, rowsAdded } = merged;
    const suspicion = this.#suspicionNote(partition, merged.suspicions);
    if (table === undefined) return { suspicion };
    const bytes = await writePartition(this.#fileSystem, path, table, this.#metadata);
    const change = { ...partition, path, rowsAdded, rows: table.numRows, bytes };
    const differences = content?.differences ?? [];
    if (differences.length === 0) return { suspicion, change };
    const converted = { ...partition, path, message: convertedSentence(path, differences) };
    return { suspicion, change, converted };
  }

  #suspicionNote(partition: Partition, suspicions: readonly string[]): PartitionNote | undefined {
    const path = this.path(partition);
    return suspicions.length === 0
      ? undefined
      : { ...partition, path, message: suspicionSentence(path, suspicions) };
  }
}

function needsRewriting({ table, differences, hasPartitionColumns }: PartitionContent): boolean {
  return table.numRows > 0 && (hasPartitionColumns || differences.length > 0);
}
