import { dirname, join } from "node:path";
import { errorCode } from "./errors.js";
import { type FileSystem, nodeFileSystem } from "./file-system.js";
import { makeFolder, syncFolder, syncOpenFolder } from "./folder.js";
import { removeQuietly, writeTemporaryFile } from "./temporary-file.js";

/** Options of {@link addFile}. */
export interface AddFileOptions {
  /** The folder that receives the file. It is made when missing, also when another process moves it away meanwhile. */
  readonly folder: string;
  /** Where the bytes stand until they are complete; another folder on the same file system, whose parent exists or is a parent of `folder`. */
  readonly temporaryPath: string;
  /** The name to use at attempt 0, 1, 2, ...: the first free one is taken. */
  readonly name: (attempt: number) => string;
  /** Permission bits of the new file. @default 0o600 */
  readonly mode?: number;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** File systems without hard links (FAT, exFAT, some network shares) answer link(2) with one of these. */
const noHardLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** A file system that renames the folder at each attempt is not a race but a fault. */
const maxAttempts = 10_000;

/**
 * Adds a new complete file to a folder, durably, never replacing one that is there.
 * Returns its path. Once the promise resolves the file survives power loss, even when
 * the folder was renamed by another process at the same moment: the file is then
 * either in the renamed folder or in a new one of the old name.
 * Rejects with Node's system errors or `ShortWriteError`; nothing was added then.
 */
export async function addFile(bytes: Uint8Array, options: AddFileOptions): Promise<string> {
  const { folder, temporaryPath, name, mode = 0o600, fileSystem = nodeFileSystem } = options;
  await makeFolder(fileSystem, folder);
  await makeTemporaryFolder(fileSystem, dirname(temporaryPath));
  await writeTemporaryFile(fileSystem, temporaryPath, bytes, mode);
  try {
    let attempt = 0;
    for (let i = 0; i < maxAttempts; i++) {
      await makeFolder(fileSystem, folder);
      const path = join(folder, name(attempt));
      try {
        await addName(fileSystem, temporaryPath, path, folder);
        return path;
      } catch (error) {
        const code = errorCode(error);
        if (code === "EEXIST") attempt++;
        else if (code !== "ENOENT") throw error;
        // The folder was moved away and is made anew; a temporary file that is gone would stay so.
        else await fileSystem.stat(temporaryPath);
      }
    }
    throw new Error(`No free name for a new file in ${folder} after ${maxAttempts} attempts.`);
  } finally {
    removeQuietly(fileSystem, temporaryPath);
  }
}

/** What stands there is lost without harm, so its name is not synced. */
async function makeTemporaryFolder(fileSystem: FileSystem, folder: string): Promise<void> {
  try {
    await fileSystem.mkdir(folder, 0o700);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}

async function addName(
  fileSystem: FileSystem,
  temporaryPath: string,
  path: string,
  folder: string,
): Promise<void> {
  // The folder is opened before the name is added: if it is renamed in between, this
  // handle still is the folder that may have got the name, and can be synced.
  const before = await fileSystem.open(folder, "r");
  try {
    const { ino } = await before.stat();
    try {
      await fileSystem.link(temporaryPath, path);
    } catch (error) {
      if (!noHardLinks.has(errorCode(error) ?? "")) throw error;
      await renameToFreeName(fileSystem, temporaryPath, path);
    }
    await syncOpenFolder(before);
    await syncIfAnother(fileSystem, folder, ino);
  } finally {
    await before.close();
  }
}

/** Without hard links there is no atomic "add if free"; a look and a rename come closest. */
async function renameToFreeName(
  fileSystem: FileSystem,
  temporaryPath: string,
  path: string,
): Promise<void> {
  const taken = await fileSystem.stat(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === "ENOENT") return false;
      throw error;
    },
  );
  if (taken) throw Object.assign(new Error(`${path} exists`), { code: "EEXIST" });
  await fileSystem.rename(temporaryPath, path);
}

/** Syncs the folder that now bears the name, where it is not the one already synced. */
async function syncIfAnother(fileSystem: FileSystem, folder: string, ino: number): Promise<void> {
  try {
    const now = await fileSystem.open(folder, "r");
    try {
      if ((await now.stat()).ino !== ino) await syncOpenFolder(now);
    } finally {
      await now.close();
    }
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    await syncFolder(fileSystem, dirname(folder));
  }
}
