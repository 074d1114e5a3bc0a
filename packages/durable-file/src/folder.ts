import { basename, dirname, resolve } from "node:path";
import { errorCode } from "./errors.js";
import type { FileSystem, OpenFile } from "./file-system.js";

/** fsync of a folder. Once it resolves, the names in the folder survive power loss. */
export async function syncFolder(fileSystem: FileSystem, path: string): Promise<void> {
  const folder = await fileSystem.open(path, "r");
  try {
    await syncOpenFolder(folder);
  } finally {
    await folder.close();
  }
}

/** Network shares and some FUSE file systems cannot sync a folder, and fail with EINVAL (fsync(2)). */
export async function syncOpenFolder(folder: OpenFile): Promise<void> {
  try {
    await folder.sync();
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  }
}

/** No race goes on for longer; the path is a dangling symbolic link. */
const maxAttempts = 100;

/**
 * Makes a folder and its missing parents, durably: a synced file in a folder whose own
 * name was never synced is lost with it. An empty folder may have been made by a process
 * that died before it synced the name, so its name is synced again; that of a folder with
 * content was synced before the content arrived. If another process renames the folder
 * meanwhile, it is made again. Rejects with Node's system errors.
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
  parentExists = false,
): Promise<void> {
  const parent = dirname(folder);
  try {
    await fileSystem.mkdir(folder, mode);
  } catch (error) {
    const code = errorCode(error);
    if (code === "EEXIST") return syncNamesAbove(fileSystem, folder, undefined);
    // Where no folder can be made, as in /proc or below a mount point that is not mounted,
    // the kernel answers ENOENT although the parent exists.
    if (code !== "ENOENT" || parent === folder || parentExists) throw error;
    await makeFolderOnce(fileSystem, parent, mode);
    return makeFolderOnce(fileSystem, folder, mode, true);
  }
  await syncFolder(fileSystem, parent);
  await syncNamesAbove(fileSystem, parent, basename(folder));
}

/** Syncs the name of a folder that holds nothing but `child`, then that of its parent, and so on. */
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
    // A parent that may not be listed was not made by this user, so not just now.
    if (errorCode(error) === "EACCES" && child !== undefined) return;
    throw error;
  }
  await syncNamesAbove(fileSystem, parent, basename(folder));
}
