import { readFileSync, unlinkSync } from "node:fs";
import * as fs from "node:fs/promises";
import { constants } from "node:os";

/** An open file: what writing durably needs of it, and no more. */
export interface OpenFile {
  /** Writes all bytes, looping over short writes. */
  writeFile(data: Uint8Array): Promise<void>;
  /** fsync(2). */
  sync(): Promise<void>;
  stat(): Promise<{ readonly size: number; readonly ino: number }>;
  close(): Promise<void>;
}

/** One name in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/**
 * Everything the buffer and the archive ask of a disk. Tests inject faults by passing
 * another implementation; nothing else uses `node:fs`. Every method fails with Node's
 * system errors (`code`, `path`).
 *
 * Reading and removing are synchronous: a backlog is thousands of small files, and a trip
 * through the thread pool costs several times what the call itself does. A caller that
 * handles many files yields to the event loop now and then.
 */
export interface FileSystem {
  /** "wx" creates a new file for writing; "r" opens a file or a folder, to sync it. */
  open(path: string, flags: "wx" | "r", mode?: number): Promise<OpenFile>;
  readFileSync(path: string): Uint8Array;
  readdir(path: string): Promise<FolderEntry[]>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  mkdir(path: string, mode?: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; rejects with EEXIST if the new name is taken. */
  link(existing: string, path: string): Promise<void>;
  unlinkSync(path: string): void;
  /** Rejects with ENOTEMPTY unless the folder is empty. */
  rmdir(path: string): Promise<void>;
}

/** The real disk. */
export const nodeFileSystem: FileSystem = {
  open: async (path, flags, mode) => openFile(await clarify(fs.open(path, flags, mode)), path),
  readFileSync: (path) => clarifySync(() => readFileSync(path)),
  readdir: async (path) => {
    const entries = await clarify(fs.readdir(path, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },
  stat: (path) => clarify(fs.stat(path)),
  mkdir: async (path, mode) => {
    await clarify(fs.mkdir(path, { mode }));
  },
  rename: (from, to) => clarify(fs.rename(from, to)),
  link: (existing, path) => clarify(fs.link(existing, path)),
  unlinkSync: (path) => clarifySync(() => unlinkSync(path)),
  rmdir: (path) => clarify(fs.rmdir(path)),
};

function openFile(file: fs.FileHandle, path: string): OpenFile {
  return {
    writeFile: (data) => clarify(file.writeFile(data), path),
    sync: () => clarify(file.sync(), path),
    stat: () => clarify(file.stat(), path),
    close: () => clarify(file.close(), path),
  };
}

async function clarify<T>(call: Promise<T>, path?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw clarifyError(error, path);
  }
}

function clarifySync<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw clarifyError(error);
  }
}

/** Adds what Node leaves out of its errors: the path of an open file, and the name of EDQUOT. */
function clarifyError(error: unknown, path?: string): unknown {
  if (!(error instanceof Error)) return error;
  if (path !== undefined && !("path" in error)) {
    error.message += ` '${path}'`;
    Object.assign(error, { path });
  }
  if ("errno" in error && error.errno === -constants.errno.EDQUOT) {
    // libuv has no name for it: "Unknown system error -122".
    error.message = error.message.replace(/^.*?, /, "EDQUOT: disk quota exceeded, ");
    Object.assign(error, { code: "EDQUOT" });
  }
  return error;
}
