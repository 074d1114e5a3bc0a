import { dirname, join } from "node:path";
import { errorCode } from "./errors.js";
import type { FileSystem } from "./file-system.js";
import { syncFolder } from "./folder.js";

/** Whether a path exists. Rejects with Node's system errors, but for ENOENT. */
export async function exists(fileSystem: FileSystem, path: string): Promise<boolean> {
  try {
    await fileSystem.stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/**
 * Renames a file or folder, durably. Both parent folders are synced: the new name may be durable
 * without the old one being gone. Rejects with Node's system errors.
 */
export async function renameDurably(
  fileSystem: FileSystem,
  from: string,
  to: string,
): Promise<void> {
  await fileSystem.rename(from, to);
  await syncFolder(fileSystem, dirname(to));
  if (dirname(from) !== dirname(to)) await syncFolder(fileSystem, dirname(from));
}

/** Removes a folder and all that is in it, not durably: power loss may undo some of it. Rejects with Node's system errors. */
export async function removeFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  for (const { name, isFolder } of await fileSystem.readdir(folder)) {
    const path = join(folder, name);
    if (isFolder) await removeFolder(fileSystem, path);
    else fileSystem.unlinkSync(path);
  }
  await fileSystem.rmdir(folder);
}
