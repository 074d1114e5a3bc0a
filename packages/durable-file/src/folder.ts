import { dirname, resolve } from "node:path";
import { errorCode } from "./errors.js";
import type { FileSystem } from "./file-system.js";

/** fsync of a folder: the names in it survive power loss from here on. */
export async function syncFolder(fileSystem: FileSystem, path: string): Promise<void> {
  const folder = await fileSystem.open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Makes a folder and its missing parents, syncing the parent of each one made:
 * a synced file inside a folder whose own name was never synced is lost with it.
 */
export async function makeFolder(
  fileSystem: FileSystem,
  path: string,
  mode = 0o700,
): Promise<void> {
  const folder = resolve(path);
  try {
    await fileSystem.mkdir(folder, mode);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    const parent = dirname(folder);
    if (errorCode(error) !== "ENOENT" || parent === folder) throw error;
    await makeFolder(fileSystem, parent, mode);
    await makeFolder(fileSystem, folder, mode);
    return;
  }
  await syncFolder(fileSystem, dirname(folder));
}
