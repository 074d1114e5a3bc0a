import { join } from "node:path";
import type { FileSystem } from "@envoy/durable-file";
import { isTemporaryName } from "./clear-temporary-files.js";
import { closingPaths, swapMonth } from "./closing-folder.js";
import { ArchiveError } from "./errors.js";
import { listDays } from "./list-partitions.js";
import { mergeInPieces, type RowSource, type RowsInPieces } from "./merge-in-pieces.js";
import type { PartitionNote } from "./merge-result.js";
import type { FileMetadata } from "./parquet-codec.js";
import { openPartition, writePieces } from "./partition-file.js";
import {
  type Partition,
  parsePartitionFolder,
  partitionFileName,
  partitionFolder,
  partitionName,
} from "./partition-path.js";
import type { TableDefinition } from "./table-definition.js";

/** A month whose days were merged into one file. */
export interface ClosedMonth extends Partition {
  readonly path: string;
  readonly rows: number;
  /** Size of the file. */
  readonly bytes: number;
}

/** What closing months did. */
export interface CloseMonthsResult {
  readonly closed: readonly ClosedMonth[];
  /** Months that stay as days, and why. Every later attempt says so again. */
  readonly leftOpen: readonly PartitionNote[];
  /** Months whose closing failed. Their rows are as they were; the next attempt goes on. */
  readonly failures: readonly ArchiveError[];
}

/** Options of `closeMonths`. */
export interface CloseMonthsOptions {
  /** Months that ended by then are closed. */
  readonly before: Date;
  /**
   * A month whose rows take more in memory, as Arrow holds them, is too large.
   * Closing it takes less memory than merging a late row into it.
   * @default 12 MiB, at which the whole process takes up to 200 MB for that
   */
  readonly maxBytes?: number;
  /** Called before the days of a month are read: a process that runs out of memory can leave a note. */
  readonly onMonth?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** An archive, as closing one of its months needs it. */
export interface ArchiveFiles {
  readonly fileSystem: FileSystem;
  readonly folder: string;
  readonly definition: TableDefinition;
  readonly metadata: FileMetadata;
}

/** Closing takes less, but a row that comes late is merged into the whole file: 12 MiB are in memory some four times over then, which takes up to 200 MB beside Node and the libraries. */
const defaultMaxBytes = 12 * 2 ** 20;

/** Merges the days of a month into one file. Undefined if it has none. Rejects with `ArchiveError`. */
export async function closeMonth(
  files: ArchiveFiles,
  { year, month }: Partition,
  { maxBytes = defaultMaxBytes, onMonth }: CloseMonthsOptions,
): Promise<ClosedMonth | PartitionNote | undefined> {
  const { fileSystem, folder, definition, metadata } = files;
  const whole = { year, month, day: 0 };
  const path = join(folder, partitionFolder(whole), partitionFileName);
  const paths = closingPaths(folder, whole);
  const leaveOpen = (why: string): PartitionNote => {
    const message = `The days of ${partitionName(whole)} in ${paths.month} stay as they are, a file each: ${why}.`;
    return { ...whole, path: paths.month, message };
  };
  try {
    const days = await listDays(fileSystem, folder, whole);
    if (!days.some((day) => day > 0)) return undefined;
    await onMonth?.();
    const foreign = await findForeignEntry(fileSystem, paths.month);
    if (foreign !== undefined) return leaveOpen(`${foreign} is not the archive's; move it away`);
    const dayPartitions = days.map((day) => ({ ...whole, day }));
    const merged = await mergeDays(files, dayPartitions, maxBytes);
    if (merged === "too large") return leaveOpen("together they are too large for the memory");
    if (merged.numRows === 0) return undefined;
    const newFile = join(paths.merged, "day=0", partitionFileName);
    const bytes = await writePieces(fileSystem, newFile, definition, merged, metadata);
    await swapMonth(fileSystem, paths);
    return { ...whole, path, rows: merged.numRows, bytes };
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw closingError(path, whole, error);
  }
}

/** The rows of all days, in order of key; only the keys are in memory for that. */
async function mergeDays(
  { fileSystem, folder, definition }: ArchiveFiles,
  days: readonly Partition[],
  maxBytes: number,
): Promise<RowsInPieces | "too large"> {
  const sources: RowSource[] = [];
  let bytes = 0;
  for (const day of days) {
    const path = join(folder, partitionFolder(day), partitionFileName);
    const source = await openPartition(fileSystem, path, definition);
    if (source === undefined) continue;
    sources.push(source);
    bytes += source.bytesInMemory;
    if (bytes > maxBytes) return "too large";
  }
  return mergeInPieces(definition, sources);
}

/** Says of a system error that it kept a month from being closed. */
export function closingError(path: string, month: Partition, cause: unknown): ArchiveError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Could not merge the days of ${partitionName(month)} into ${path}: ${reason}. No row is lost; the next attempt goes on.`;
  return new ArchiveError("ERR_PARTITION_WRITE", path, message, { cause });
}

/** The first entry of a month that is no day, or no file of a day: nobody but its owner may remove it. */
async function findForeignEntry(
  fileSystem: FileSystem,
  month: string,
): Promise<string | undefined> {
  for (const { name, isFolder } of await fileSystem.readdir(month)) {
    const folder = join(month, name);
    if (!isFolder || parsePartitionFolder(name, "day") === undefined) return folder;
    for (const file of await fileSystem.readdir(folder)) {
      const isOurs = file.name === partitionFileName || isTemporaryName(file.name);
      if (!file.isFile || !isOurs) return join(folder, file.name);
    }
  }
  return undefined;
}
