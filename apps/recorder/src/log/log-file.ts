import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolderSync } from "@envoy/durable-file";

/** How large a log file may become, and how many older ones are kept beside it. */
export interface LogFileLimits {
  readonly maxBytes: number;
  readonly keepFiles: number;
}

/**
 * Appends text to a log file that other processes append to as well. One that would become too large
 * is first renamed to a name with the time. Throws Node's system errors.
 *
 * Not the rotating sink of `@logtape/file`: it counts only the bytes that its own process wrote, and numbers the
 * older files, so that of two processes that rename at once one replaces what the other has kept.
 */
export function appendToLog(path: string, text: string, limits: LogFileLimits): void {
  makeFolderSync(dirname(path));
  const bytes = Buffer.from(text);
  let file = openSync(path, "a", 0o600);
  try {
    const { size, ino } = fstatSync(file);
    if (size > 0 && size + bytes.length > limits.maxBytes) {
      // Unless another process has just done so. What still has it open writes to the renamed file.
      if (statSync(path, { throwIfNoEntry: false })?.ino === ino) turnOver(path, limits);
      closeSync(file);
      file = openSync(path, "a", 0o600);
    }
    writeSync(file, bytes);
  } finally {
    closeSync(file);
  }
}

/** How often this process has turned over a log file. */
let turns = 0;

function turnOver(path: string, { keepFiles }: LogFileLimits): void {
  // No two processes, and no two files of one, get the same name: nothing is replaced.
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  try {
    renameSync(path, `${path}.${time}-${process.pid}-${String(turns++).padStart(4, "0")}`);
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  for (const name of olderFiles(path).slice(0, -keepFiles)) {
    rmSync(join(dirname(path), name), { force: true });
  }
}

/** The names of the files that were renamed, oldest first. */
function olderFiles(path: string): readonly string[] {
  const prefix = `${basename(path)}.`;
  return readdirSync(dirname(path))
    .filter(
      (name) =>
        name.startsWith(prefix) &&
        /^\d{4}-\d\d-\d\dT[\d-]+Z-\d+-\d+$/.test(name.slice(prefix.length)),
    )
    .sort();
}
