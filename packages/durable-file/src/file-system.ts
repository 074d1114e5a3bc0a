import { closeSync, openSync, readFileSync, readSync, unlinkSync } from "node:fs";
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
 * All that the buffer and the archive ask of a disk. Faults are injected by
 * passing another implementation; nothing else touches `node:fs`.
 * Every method rejects with Node's system errors (`code`, `path`).
 */
export interface FileSystem {
  /** "wx" creates a new file for writing; "r" opens a file or a folder, to sync it. */
  open(path: string, flags: "wx" | "r", mode?: number): Promise<OpenFile>;
  /**
   * A file's bytes. Where they fit, they may be put into `scratch`, and are good until it
   * is used again: who reads thousands of files one after the other spares their garbage.
   */
  readFile(path: string, scratch?: Uint8Array): Promise<Uint8Array>;
  readdir(path: string): Promise<FolderEntry[]>;
  stat(path: string): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  mkdir(path: string, mode?: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; rejects with EEXIST where the new name is taken. */
  link(existing: string, path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Rejects with ENOTEMPTY where the folder holds anything. */
  rmdir(path: string): Promise<void>;
}

/** The real disk. */
export const nodeFileSystem: FileSystem = {
  open: async (path, flags, mode) => openFile(await explained(fs.open(path, flags, mode)), path),
  // Small files, by the thousand: the way through the thread pool takes three times as long
  // as the call itself. Who makes many of them lets the event loop turn now and then.
  readFile: (path, scratch) =>
    explained(atOnce(() => (scratch && readInto(path, scratch)) ?? readFileSync(path))),
  readdir: async (path) => {
    const entries = await explained(fs.readdir(path, { withFileTypes: true }));
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },
  stat: (path) => explained(fs.stat(path)),
  mkdir: async (path, mode) => {
    await explained(fs.mkdir(path, { mode }));
  },
  rename: (from, to) => explained(fs.rename(from, to)),
  link: (existing, path) => explained(fs.link(existing, path)),
  unlink: (path) => explained(atOnce(() => unlinkSync(path))),
  rmdir: (path) => explained(fs.rmdir(path)),
};

/** Undefined where the file is as large as the scratch, or larger. */
function readInto(path: string, scratch: Uint8Array): Uint8Array | undefined {
  const file = openSync(path, "r");
  try {
    let length = 0;
    while (length < scratch.byteLength) {
      const read = readSync(file, scratch, length, scratch.byteLength - length, null);
      if (read === 0) return scratch.subarray(0, length);
      length += read;
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}

async function atOnce<T>(call: () => T): Promise<T> {
  return call();
}

function openFile(file: fs.FileHandle, path: string): OpenFile {
  return {
    writeFile: (data) => explained(file.writeFile(data), path),
    sync: () => explained(file.sync(), path),
    stat: () => explained(file.stat(), path),
    close: () => explained(file.close(), path),
  };
}

/** Adds to an error of Node's what a person needs of it: the path of an open file, and the name of EDQUOT. */
async function explained<T>(call: Promise<T>, path?: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (path !== undefined && !("path" in error)) {
      error.message += ` '${path}'`;
      Object.assign(error, { path });
    }
    if ("errno" in error && error.errno === -constants.errno.EDQUOT) {
      // libuv has no name for it: "Unknown system error -122".
      error.message = error.message.replace(/^.*?, /, "EDQUOT: disk quota exceeded, ");
      Object.assign(error, { code: "EDQUOT" });
    }
    throw error;
  }
}
