import { dirname, join } from "node:path";
import { errorCode } from "./errors.js";
import { type FileSystem, nodeFileSystem } from "./file-system.js";
import { makeFolder, syncFolder, syncOpenFolder } from "./folder.js";
import { removeQuietly, writeTemporaryFile } from "./temporary-file.js";

/** Options of {@link addFile}. */
export interface AddFileOptions {
  /** The folder that receives the file. It is made if it is missing, even if another process renames it meanwhile. */
  readonly folder: string;
  /** Where the bytes are until they are complete: in another folder of the same file system, whose parent exists or is a parent of `folder`. */
  readonly temporaryPath: string;
  /** The name to try at attempt 0, 1, 2, ...; the first free one is used. */
  readonly name: (attempt: number) => string;
  /** Permission bits of the new file. @default 0o600 */
  readonly mode?: number;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** What link(2) fails with on file systems without hard links (FAT, exFAT, some network shares). */
const noHardLinks = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** No race goes on for longer; the file system is at fault. */
const maxAttempts = 10_000;

/**
 * Adds a new, complete file to a folder, durably, and returns its path. It never replaces
 * a file. Once the promise resolves the file survives power loss, even if another process
 * renamed the folder at the same moment: the file is then in the renamed folder or in a
 * new one of the old name. If it rejects, with Node's system errors or `ShortWriteError`,
 * nothing was added.
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
        // The folder was renamed, and is made again; a missing temporary file would stay missing.
        else await fileSystem.stat(temporaryPath);
      }
    }
    throw new Error(`No free name for a new file in ${folder} after ${maxAttempts} attempts.`);
  } finally {
    removeQuietly(fileSystem, temporaryPath);
  }
}

/** Temporary files may be lost, so the name of their folder is not synced. */
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
  // Opened before the name is added: if the folder is renamed in between, this handle is
  // still the folder that may have received the name, and can be synced.
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
    await syncIfReplaced(fileSystem, folder, ino);
  } finally {
    await before.close();
  }
}

/** Without hard links nothing adds a name atomically only if it is free; a check and a rename come closest. */
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

/** Syncs the folder that now has the name, unless it is the one already synced. */
async function syncIfReplaced(fileSystem: FileSystem, folder: string, ino: number): Promise<void> {
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
