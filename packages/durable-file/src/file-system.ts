import { unlinkSync } from "node:fs";
import * as fs from "node:fs/promises";
import { clarify, clarifySync } from "./clarify-error.js";
import { openForReading, readRegularFileSync } from "./read-regular-file.js";

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
  /** A regular file; neither for links, FIFOs, sockets and devices. */
  readonly isFile: boolean;
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
  /** The bytes of a regular file. Throws `RefusedFileError` for a FIFO or a device instead of waiting for it. */
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
  open: async (path, flags, mode) => {
    const openFlags = flags === "r" ? openForReading : flags;
    return openFile(await clarify(fs.open(path, openFlags, mode)), path);
  },
  readFileSync: (path) => readRegularFileSync(path),
  readdir: async (path) => {
    const entries = await clarify(fs.readdir(path, { withFileTypes: true }));
    return entries.map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      isFile: entry.isFile(),
    }));
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
