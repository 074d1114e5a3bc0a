import { basename, dirname, join } from "node:path";
import { ShortWriteError } from "./errors.js";
import type { FileSystem } from "./file-system.js";

/** Where `replaceFile` keeps the bytes until they are complete, if it is not told: `.<name>.tmp` beside the target. */
export function temporaryPathBeside(target: string): string {
  return join(dirname(target), `.${basename(target)}.tmp`);
}

/** Writes a new file, checks its size, syncs and closes it. If anything fails, the file is removed. */
export async function writeTemporaryFile(
  fileSystem: FileSystem,
  path: string,
  bytes: Uint8Array,
  mode: number,
): Promise<void> {
  const file = await fileSystem.open(path, "wx", mode);
  try {
    try {
      await file.writeFile(bytes);
      const { size } = await file.stat();
      if (size !== bytes.byteLength) throw new ShortWriteError(path, bytes.byteLength, size);
      // After a failed fsync the kernel may mark pages clean that never reached the disk, so
      // a second fsync would succeed wrongly: the file is removed instead.
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    removeQuietly(fileSystem, path);
    throw error;
  }
}

/** Removes a file; a failure is ignored, as it would only hide a more useful error. */
export function removeQuietly(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlinkSync(path);
  } catch {
    // The file is temporary, and the next writer of its name removes it.
  }
}
