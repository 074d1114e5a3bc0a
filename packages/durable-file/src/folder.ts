import { basename, dirname, resolve } from "node:path";
import { errorCode } from "./errors.js";
import type { FileSystem, OpenFile } from "./file-system.js";

/** fsync of a folder: the names in it survive power loss from here on. */
export async function syncFolder(fileSystem: FileSystem, path: string): Promise<void> {
  const folder = await fileSystem.open(path, "r");
  try {
    await syncOpenFolder(folder);
  } finally {
    await folder.close();
  }
}

/** Network shares and some FUSE file systems know no fsync of a folder, and say so with EINVAL (fsync(2)). */
export async function syncOpenFolder(folder: OpenFile): Promise<void> {
  try {
    await folder.sync();
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  }
}

/** A folder that is moved away each time it is there is not a race but a dangling symbolic link. */
const maxAttempts = 100;

/**
 * Makes a folder and its missing parents, durably: a synced file inside a folder whose
 * own name was never synced is lost with it. A folder that is there but empty may have
 * been made by a process that died before it synced the name, so it is synced again;
 * what holds something was synced before that came in. Another process may move the
 * folder away meanwhile: it is then made anew.
 */
export async function makeFolder(
  fileSystem: FileSystem,
  path: string,
  mode = 0o700,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await makeFolderOnce(fileSystem, resolve(path), mode);
    } catch (error) {
      if (errorCode(error) !== "ENOENT" || attempt === maxAttempts) throw error;
    }
  }
}

async function makeFolderOnce(
  fileSystem: FileSystem,
  folder: string,
  mode: number,
  hasParent = false,
): Promise<void> {
  const parent = dirname(folder);
  try {
    await fileSystem.mkdir(folder, mode);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EEXIST") return syncNamesAbove(fileSystem, folder, undefined);
    // Where no folder can be made, as in /proc or below a mount point, the kernel says ENOENT
    // of a folder whose parent is there.
    if (code !== "ENOENT" || parent === folder || hasParent) throw error;
    await makeFolderOnce(fileSystem, parent, mode);
    return makeFolderOnce(fileSystem, folder, mode, true);
  }
  await syncFolder(fileSystem, parent);
  await syncNamesAbove(fileSystem, parent, basename(folder));
}

/** Syncs the name of a folder that holds at most `child`, and so on upwards. */
async function syncNamesAbove(
  fileSystem: FileSystem,
  folder: string,
  child: string | undefined,
): Promise<void> {
  const parent = dirname(folder);
  if (parent === folder) return;
  try {
    const entries = await fileSystem.readdir(folder);
    if (entries.some(({ name }) => name !== child)) return;
    await syncFolder(fileSystem, parent);
  } catch (error) {
    // A folder above that may not be listed was not made by this user, hence not just now.
    if (errorCode(error) === "EACCES" && child !== undefined) return;
    throw error;
  }
  await syncNamesAbove(fileSystem, parent, basename(folder));
}
