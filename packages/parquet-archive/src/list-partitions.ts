import { join } from "node:path";
import { errorCode, type FileSystem } from "@envoy/durable-file";
import {
  type Partition,
  type PartitionLength,
  parsePartitionFolder,
  partitionFileName,
  partitionFolder,
} from "./partition-path.js";

/**
 * The partitions of an archive that have a file, oldest first. A partition whose folder cannot be
 * listed is among them, since it may have one: reading it says what is wrong.
 */
export async function listPartitions(
  fileSystem: FileSystem,
  folder: string,
  length: PartitionLength,
): Promise<readonly Partition[]> {
  const found: Partition[] = [];
  for (const partition of await listPartitionFolders(fileSystem, folder, length)) {
    if (await mayHaveFile(fileSystem, join(folder, partitionFolder(partition)))) {
      found.push(partition);
    }
  }
  return found;
}

/** The partitions of an archive that have a folder, with or without a file, oldest first. */
export async function listPartitionFolders(
  fileSystem: FileSystem,
  folder: string,
  length: PartitionLength,
): Promise<readonly Partition[]> {
  if (length === "year") {
    const years = await listNumbers(fileSystem, folder, "year");
    return years.map((year) => ({ year, month: 0 }));
  }
  const months = await listMonthFolders(fileSystem, folder);
  if (length === "month") return months;
  const found: Partition[] = [];
  for (const month of months) {
    for (const day of await listDays(fileSystem, folder, month)) found.push({ ...month, day });
  }
  return found;
}

/** The day folders of a month, 0 for the one of the whole month, in order. Rejects with Node's system errors. */
export function listDays(
  fileSystem: FileSystem,
  folder: string,
  { year, month }: Partition,
): Promise<readonly number[]> {
  return listNumbers(fileSystem, join(folder, partitionFolder({ year, month })), "day");
}

/** The months of an archive that have a folder, oldest first. Rejects with Node's system errors. */
export async function listMonthFolders(
  fileSystem: FileSystem,
  folder: string,
): Promise<readonly Partition[]> {
  const found: Partition[] = [];
  for (const year of await listNumbers(fileSystem, folder, "year")) {
    for (const month of await listNumbers(fileSystem, join(folder, `year=${year}`), "month")) {
      found.push({ year, month });
    }
  }
  return found;
}

async function listNumbers(
  fileSystem: FileSystem,
  folder: string,
  name: "year" | "month" | "day",
): Promise<readonly number[]> {
  try {
    const values: number[] = [];
    for (const entry of await fileSystem.readdir(folder)) {
      // Neither a folder nor a file, it may be a link to a folder.
      const value = entry.isFile ? undefined : parsePartitionFolder(entry.name, name);
      if (value !== undefined) values.push(value);
    }
    return values.sort((a, b) => a - b);
  } catch (error) {
    if (isNoFolder(error)) return [];
    throw error;
  }
}

/** Whether a partition's folder holds its file, or may, since it cannot be listed. */
export async function mayHaveFile(fileSystem: FileSystem, folder: string): Promise<boolean> {
  try {
    return await hasFile(fileSystem, folder);
  } catch {
    return true;
  }
}

/** Whether a folder has a partition's file. Rejects with Node's system errors: rows are not to go astray for one. */
export async function hasFile(fileSystem: FileSystem, folder: string): Promise<boolean> {
  try {
    const entries = await fileSystem.readdir(folder);
    return entries.some(({ name }) => name === partitionFileName);
  } catch (error) {
    if (isNoFolder(error)) return false;
    throw error;
  }
}

function isNoFolder(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}
