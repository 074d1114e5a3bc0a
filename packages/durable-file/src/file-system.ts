import * as fs from "node:fs/promises";

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
  readFile(path: string): Promise<Uint8Array>;
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
  open: (path, flags, mode) => fs.open(path, flags, mode),
  readFile: (path) => fs.readFile(path),
  readdir: async (path) => {
    const entries = await fs.readdir(path, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },
  stat: (path) => fs.stat(path),
  mkdir: async (path, mode) => {
    await fs.mkdir(path, { mode });
  },
  rename: (from, to) => fs.rename(from, to),
  link: (existing, path) => fs.link(existing, path),
  unlink: (path) => fs.unlink(path),
  rmdir: (path) => fs.rmdir(path),
};
