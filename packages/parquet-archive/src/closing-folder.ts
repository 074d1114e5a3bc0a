import { dirname, join } from "node:path";
import {
  errorCode,
  exists,
  type FileSystem,
  makeFolder,
  removeFolder,
  renameDurably,
  syncFolder,
} from "@envoy/durable-file";
import { mayHaveFile } from "./list-partitions.js";
import { type Partition, partitionFolder, partitionName } from "./partition-path.js";

/**
 * Where the days of a month become one file: beside the archive, since DuckDB and Polars read
 * hidden folders inside it, too. The three folders that take turns in one month's place.
 */
export interface ClosingPaths {
  /** `archive/year=2026/month=5` */
  readonly month: string;
  /** `archive.closing/2026-05`: holds `day=0`, until it becomes the month. */
  readonly merged: string;
  /** `archive.closing/2026-05.days`: what was the month, until it is removed. */
  readonly days: string;
}

const suffixOfDays = ".days";

function closingFolder(archive: string): string {
  return `${archive}.closing`;
}

export function closingPaths(archive: string, { year, month }: Partition): ClosingPaths {
  const merged = join(closingFolder(archive), partitionName({ year, month }));
  return {
    month: join(archive, partitionFolder({ year, month })),
    merged,
    days: `${merged}${suffixOfDays}`,
  };
}

/** The months whose closing was begun and not ended. Rejects with Node's system errors. */
export async function listClosingMonths(
  fileSystem: FileSystem,
  archive: string,
): Promise<readonly Partition[]> {
  const folder = closingFolder(archive);
  if (!(await exists(fileSystem, folder))) return [];
  const names = (await fileSystem.readdir(folder)).map(({ name }) =>
    name.replace(suffixOfDays, ""),
  );
  return [...new Set(names)].sort().flatMap((name) => {
    const match = /^(\d+)-(\d\d)$/.exec(name);
    return match === null ? [] : { year: Number(match[1]), month: Number(match[2]) };
  });
}

/**
 * Puts the merged month, complete and synced, in the place of its days. Each rename is durable
 * before the next step, so that what a crash leaves tells which step was the last. Between the
 * renames readers find no such month. Rejects with Node's system errors.
 */
export async function swapMonth(fileSystem: FileSystem, paths: ClosingPaths): Promise<void> {
  await move(fileSystem, paths.month, paths.days);
  await move(fileSystem, paths.merged, paths.month);
  await removeDays(fileSystem, paths);
}

/**
 * Ends the closing of a month that was killed, or forgets it if the month still has its days.
 * Call it before anything is written to the month. Rejects with Node's system errors, and if
 * the folders are not what a crash leaves.
 */
export async function finishClosing(
  fileSystem: FileSystem,
  archive: string,
  partition: Partition,
): Promise<void> {
  if (!(await exists(fileSystem, closingFolder(archive)))) return;
  const paths = closingPaths(archive, partition);
  if (!(await exists(fileSystem, paths.merged)) && !(await exists(fileSystem, paths.days))) return;
  // A killed process may have renamed without syncing: what follows relies on what is seen here.
  await syncFolder(fileSystem, dirname(paths.days));
  await syncFolder(fileSystem, dirname(paths.month));
  const hasMonth = await exists(fileSystem, paths.month);
  const hasMerged = await exists(fileSystem, paths.merged);
  if (!(await exists(fileSystem, paths.days))) {
    if (hasMonth && hasMerged) await removeFolder(fileSystem, paths.merged);
  } else if (!hasMonth) {
    const complete = hasMerged ? paths.merged : paths.days;
    await move(fileSystem, complete, paths.month);
    if (hasMerged) await removeDays(fileSystem, paths);
  } else if (!hasMerged && (await mayHaveFile(fileSystem, join(paths.month, "day=0")))) {
    await removeDays(fileSystem, paths);
  } else {
    throw new Error(
      `${paths.days} holds the days of ${paths.month}, which was made anew by something else; put one of them in its place and move the other out of both folders`,
    );
  }
  await removeIfEmpty(fileSystem, closingFolder(archive));
}

async function removeDays(fileSystem: FileSystem, { days }: ClosingPaths): Promise<void> {
  await removeFolder(fileSystem, days);
  await removeIfEmpty(fileSystem, dirname(days));
}

async function move(fileSystem: FileSystem, from: string, to: string): Promise<void> {
  await makeFolder(fileSystem, dirname(to), 0o755);
  await renameDurably(fileSystem, from, to);
}

async function removeIfEmpty(fileSystem: FileSystem, folder: string): Promise<void> {
  try {
    await fileSystem.rmdir(folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error) ?? "")) throw error;
  }
}
