import { join, resolve } from "node:path";
import { errorCode, type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import type { Table } from "apache-arrow";
import { ArchiveError } from "./errors.js";
import { mergeRows, withTableColumns } from "./merge.js";
import { holdsPartitionColumns, readPartition, writePartition } from "./partition-file.js";
import {
  monthIndex,
  type Partition,
  partitionFileName,
  partitionFolder,
  partitionOfMonth,
  partitionValue,
} from "./partition-path.js";
import { splitByMonth } from "./split.js";
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
  /** Rows of the partition now. */
  readonly rows: number;
  /** Size of the file now. */
  readonly bytes: number;
}

/** What a merge did. */
export interface MergeResult {
  readonly changes: readonly PartitionChange[];
  /** Rows added in all. */
  readonly rowsAdded: number;
  /** Partitions that could not be read or written. The rows for them are not in the archive. */
  readonly failures: readonly ArchiveError[];
}

/**
 * A Hive-partitioned Parquet table with a primary key, one file a month. One process
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
   * resolves. A partition that fails leaves the others to go on: look at `failures`.
   */
  async merge(rows: Table, options: { readonly signal?: AbortSignal } = {}): Promise<MergeResult> {
    const changes: PartitionChange[] = [];
    const failures: ArchiveError[] = [];
    const months = splitByMonth(rows, this.#definition.partitionTime, monthIndex);
    for (const [month, part] of months) {
      options.signal?.throwIfAborted();
      try {
        const change = await this.#mergeMonth(partitionOfMonth(month), part);
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
   * Rewrites the months whose files hold `year` and `month` inside as well as in the path,
   * without them: pyarrow, dask and `load_dataset` refuse a folder where some files do and
   * some do not. All rows stay. Returns the months that were rewritten, and, as `merge`
   * does, those that failed.
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
        if (!table?.numRows || !holdsPartitionColumns(table)) continue;
        await writePartition(this.#fileSystem, path, withTableColumns(this.#definition, table));
        rewritten.push(partition);
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        failures.push(error);
      }
    }
    return { rewritten, failures };
  }

  /** The rows of a partition in order of key; undefined where there is none. Rejects with `ArchiveError`. */
  read(partition: Partition): Promise<Table | undefined> {
    return readPartition(this.#fileSystem, this.path(partition), this.#definition);
  }

  /** The partition's file. */
  path(partition: Partition): string {
    return join(this.folder, partitionFolder(partition), partitionFileName);
  }

  /** The partitions that have a file, oldest first. */
  async partitions(): Promise<readonly Partition[]> {
    const found: Partition[] = [];
    for (const year of await this.#values(this.folder, "year")) {
      for (const month of await this.#values(join(this.folder, `year=${year}`), "month")) {
        const entries = await this.#fileSystem.readdir(
          join(this.folder, partitionFolder({ year, month })),
        );
        if (entries.some(({ name }) => name === partitionFileName)) found.push({ year, month });
      }
    }
    return found;
  }

  async #mergeMonth(partition: Partition, part: Table): Promise<PartitionChange | undefined> {
    const path = this.path(partition);
    const existing = await readPartition(this.#fileSystem, path, this.#definition);
    const { table, rowsAdded } = mergeRows(this.#definition, existing, part);
    if (table === undefined) return undefined;
    const bytes = await writePartition(this.#fileSystem, path, table);
    return { ...partition, path, rowsAdded, rows: table.numRows, bytes };
  }

  async #values(folder: string, name: "year" | "month"): Promise<readonly number[]> {
    try {
      const values: number[] = [];
      for (const entry of await this.#fileSystem.readdir(folder)) {
        const value = entry.isFolder ? partitionValue(entry.name, name) : undefined;
        if (value !== undefined) values.push(value);
      }
      return values.sort((a, b) => a - b);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
  }
}
