import { basename, join } from "node:path";
import { type FileSystem, type FolderEntry, temporaryPathBeside } from "@envoy/durable-file";
import { listPartitionFolders } from "./list-partitions.js";
import { type PartitionLength, partitionFileName, partitionFolder } from "./partition-path.js";

/** The second is the name of earlier versions; without a leading dot, pyarrow and pandas take it for data. */
const temporaryNames = [
  basename(temporaryPathBeside(partitionFileName)),
  `${partitionFileName}.tmp`,
];

export function isTemporaryName(name: string): boolean {
  return temporaryNames.includes(name);
}

/**
 * Removes the temporary files that killed merges left in an archive, and returns how many. A
 * partition whose folder cannot be listed or changed is left as it is: merging into it says what is wrong.
 */
export async function clearTemporaryFiles(
  fileSystem: FileSystem,
  folder: string,
  length: PartitionLength,
): Promise<number> {
  let cleared = 0;
  for (const partition of await listPartitionFolders(fileSystem, folder, length)) {
    const partitionPath = join(folder, partitionFolder(partition));
    for (const { name, isFile } of await listOrNothing(fileSystem, partitionPath)) {
      if (!isFile || !isTemporaryName(name)) continue;
      if (removed(fileSystem, join(partitionPath, name))) cleared++;
    }
  }
  return cleared;
}

async function listOrNothing(
  fileSystem: FileSystem,
  folder: string,
): Promise<readonly FolderEntry[]> {
  try {
    return await fileSystem.readdir(folder);
  } catch {
    return [];
  }
}

function removed(fileSystem: FileSystem, path: string): boolean {
  try {
    fileSystem.unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
