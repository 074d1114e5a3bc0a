import { join, resolve } from "node:path";
import { errorCode, type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import type { Table } from "apache-arrow";
import { toArchiveLayout } from "./archive-layout.js";
import { ArchiveError } from "./errors.js";
import { mergeRows } from "./merge.js";
import { hasPartitionColumns, readPartition, writePartition } from "./partition-file.js";
import {
  type Partition,
  parsePartitionFolder,
  partitionFileName,
  partitionFolder,
} from "./partition-path.js";
import { type PartitionRows, splitByMonth } from "./split.js";
import type { TableDefinition } from "./table-definition.js";

/** Options of {@link ParquetArchive}. */
export interface ParquetArchiveOptions {
  /** Holds `year=2026/month=1/00000000.parquet`; made when missing. */
  readonly folder: string;
  readonly table: TableDefinition;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** A partition that got rows. */
export interface PartitionChange extends Partition {
  readonly path: string;
  readonly rowsAdded: number;
  /** Rows in the partition after the merge. */
  readonly rows: number;
  /** Size of its file after the merge. */
  readonly bytes: number;
}

/** What a merge did. */
export interface MergeResult {
  readonly changes: readonly PartitionChange[];
  /** Rows added to all partitions together. */
  readonly rowsAdded: number;
  /** Partitions that could not be read or written. Their rows were not archived. */
  readonly failures: readonly ArchiveError[];
}

/**
 * A Hive-partitioned Parquet table with a primary key and one file a month. One process
 * may merge at a time; any number may read meanwhile.
 */
export class ParquetArchive {
  readonly folder: string;
  readonly #definition: TableDefinition;
  readonly #fileSystem: FileSystem;

  constructor(options: ParquetArchiveOptions) {
    this.folder = resolve(options.folder);
    this.#definition = options.table;
    this.#fileSystem = options.fileSystem ?? nodeFileSystem;
  }

  /**
   * Adds the rows whose key is not archived yet, each to its month. The first row of a
   * key wins and archived rows never change. A partition without new rows is not
   * written; the others are replaced atomically and are durable once the promise
   * resolves. A partition that fails does not stop the others: check `failures`.
   * Rejects with `TypeError` if the rows do not fit the table.
   */
  async merge(rows: Table, options: { readonly signal?: AbortSignal } = {}): Promise<MergeResult> {
    const changes: PartitionChange[] = [];
    const failures: ArchiveError[] = [];
    for (const part of splitByMonth(rows, this.#definition.partitionTime)) {
      options.signal?.throwIfAborted();
      try {
        const change = await this.#mergeMonth(part);
        if (change !== undefined) changes.push(change);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        failures.push(error);
      }
    }
    const rowsAdded = changes.reduce((sum, change) => sum + change.rowsAdded, 0);
    return { changes, rowsAdded, failures };
  }

  /**
   * Rewrites the files that hold `year` and `month` as columns, which belong in the path
   * alone: pyarrow, dask and `load_dataset` refuse a folder in which only some files have
   * them. Every row is kept. Returns the months that were rewritten and, as `merge` does,
   * those that failed.
   */
  async rewriteOldFiles(options: { readonly signal?: AbortSignal } = {}): Promise<{
    readonly rewritten: readonly Partition[];
    readonly failures: readonly ArchiveError[];
  }> {
    const rewritten: Partition[] = [];
    const failures: ArchiveError[] = [];
    for (const partition of await this.partitions()) {
      options.signal?.throwIfAborted();
      try {
        const path = this.path(partition);
        const table = await readPartition(this.#fileSystem, path, this.#definition);
        if (!table?.numRows || !hasPartitionColumns(table)) continue;
        await writePartition(this.#fileSystem, path, toArchiveLayout(this.#definition, table));
        rewritten.push(partition);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        failures.push(error);
      }
    }
    return { rewritten, failures };
  }

  /** The rows of a partition in order of key; undefined if it has no file. Rejects with `ArchiveError`. */
  read(partition: Partition): Promise<Table | undefined> {
    return readPartition(this.#fileSystem, this.path(partition), this.#definition);
  }

  /** The path of the partition's file, present or not. */
  path(partition: Partition): string {
    return join(this.folder, partitionFolder(partition), partitionFileName);
  }

  /** The partitions that have a file, oldest first. */
  async partitions(): Promise<readonly Partition[]> {
    const found: Partition[] = [];
    for (const year of await this.#listFolders(this.folder, "year")) {
      for (const month of await this.#listFolders(join(this.folder, `year=${year}`), "month")) {
        const entries = await this.#fileSystem.readdir(
          join(this.folder, partitionFolder({ year, month })),
        );
        if (entries.some(({ name }) => name === partitionFileName)) found.push({ year, month });
      }
    }
    return found;
  }

  async #mergeMonth({ partition, rows }: PartitionRows): Promise<PartitionChange | undefined> {
    const path = this.path(partition);
    const existing = await readPartition(this.#fileSystem, path, this.#definition);
    const { table, rowsAdded } = mergeRows(this.#definition, existing, rows);
    if (table === undefined) return undefined;
    const bytes = await writePartition(this.#fileSystem, path, table);
    return { ...partition, path, rowsAdded, rows: table.numRows, bytes };
  }

  async #listFolders(folder: string, name: "year" | "month"): Promise<readonly number[]> {
    try {
      const values: number[] = [];
      for (const entry of await this.#fileSystem.readdir(folder)) {
        const value = entry.isFolder ? parsePartitionFolder(entry.name, name) : undefined;
        if (value !== undefined) values.push(value);
      }
      return values.sort((a, b) => a - b);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
  }
}
