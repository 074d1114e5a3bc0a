import { dirname } from "node:path";
import { type FileSystem, nodeFileSystem } from "./file-system.js";
import { syncFolder } from "./folder.js";
import { removeQuietly, temporaryPathBeside, writeTemporaryFile } from "./temporary-file.js";

/** Options of {@link replaceFile}. */
export interface ReplaceFileOptions {
  /**
   * Where the bytes are until they are complete; on the target's file system.
   * @default `.<name>.tmp` beside the target: many programs that read a whole folder, such as pyarrow, skip names that begin with a dot
   */
  readonly temporaryPath?: string;
  /** Permission bits of the new file. @default 0o600 */
  readonly mode?: number;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/**
 * Replaces `target` with a complete new file, atomically and durably: after any crash or
 * power loss the path holds either all old bytes or all new bytes, and once the promise
 * resolves, the new ones. If it rejects, with Node's system errors or `ShortWriteError`,
 * the old file is unchanged.
 *
 * A temporary file that a killed earlier call left at `temporaryPath` is replaced, so
 * two writers of one target need two paths or a lock.
 */
export async function replaceFile(
  target: string,
  bytes: Uint8Array,
  options: ReplaceFileOptions = {},
): Promise<void> {
  const { mode = 0o600, fileSystem = nodeFileSystem } = options;
  const { temporaryPath = temporaryPathBeside(target) } = options;
  removeQuietly(fileSystem, temporaryPath);
  await writeTemporaryFile(fileSystem, temporaryPath, bytes, mode);
  try {
    await fileSystem.rename(temporaryPath, target);
  } catch (error) {
    removeQuietly(fileSystem, temporaryPath);
    throw error;
  }
  await syncFolder(fileSystem, dirname(target));
}
