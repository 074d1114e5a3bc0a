import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  type Stats,
  statSync,
} from "node:fs";
import { clarifySync } from "./clarify-error.js";
import { errorCode, RefusedFileError } from "./errors.js";

/** Options of {@link readRegularFileSync}. */
export interface ReadRegularFileOptions {
  /** The most the file may hold, in bytes. @default 2_147_483_647, the most that Node reads at once */
  readonly maxBytes?: number;
}

/**
 * Opens without waiting: a plain open of a FIFO waits for its writer, perhaps for ever.
 * Windows has no such flag, and no such files.
 */
export const openForReading: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * The bytes of a regular file, or of the one that a link leads to. Throws `RefusedFileError`
 * if the path is a FIFO, a device or a socket, whose bytes may never come or never end, or
 * if the file is too large; else Node's system errors, such as EISDIR for a folder.
 */
export function readRegularFileSync(
  path: string,
  options: ReadRegularFileOptions = {},
): Uint8Array {
  const { maxBytes = 2 ** 31 - 1 } = options;
  const file = openFile(path);
  try {
    const stats = clarifySync(() => fstatSync(file), path);
    // The read of a folder fails by itself, with EISDIR.
    if (!stats.isFile() && !stats.isDirectory()) throw notAFile(path, stats);
    if (stats.size > maxBytes) throw tooLarge(path, maxBytes);
    const bytes = clarifySync(() => readFileSync(file), path);
    // A file of /proc says that it has no bytes; another may have grown meanwhile.
    if (bytes.byteLength > maxBytes) throw tooLarge(path, maxBytes);
    return bytes;
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, openForReading);
  } catch (error) {
    // The answer for a socket, and for a device without a driver.
    if (errorCode(error) === "ENXIO") throw notAFile(path, statSync(path));
    throw error;
  }
}

function notAFile(path: string, stats: Stats): RefusedFileError {
  const message = `${path} is ${kindOf(stats)}, not a file, and was not read.`;
  return new RefusedFileError("ERR_NOT_A_FILE", path, message);
}

function tooLarge(path: string, maxBytes: number): RefusedFileError {
  const message = `${path} holds more than ${maxBytes} bytes, and was not read.`;
  return new RefusedFileError("ERR_FILE_TOO_LARGE", path, message);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a FIFO";
  if (stats.isSocket()) return "a socket";
  if (stats.isCharacterDevice()) return "a character device";
  return stats.isBlockDevice() ? "a block device" : "something else";
}
