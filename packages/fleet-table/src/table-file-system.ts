import * as fs from "node:fs/promises";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";

/** A file that is open for reading. */
export interface OpenContent {
  readonly bytes: number;
  /** The bytes from `start`, up to `end`; fewer at the end of the file. */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** What a table asks of a disk beyond adding and replacing files. Every method fails with Node's system errors. */
export interface TableFileSystem extends FileSystem {
  openContent(path: string): Promise<OpenContent>;
  /** Rejects with EEXIST if the path is taken. */
  symlink(target: string, path: string): Promise<void>;
  /** Rejects with EINVAL if the path is no symbolic link. */
  readlink(path: string): Promise<string>;
  copyFile(from: string, to: string): Promise<void>;
}

/** The real disk. */
export const nodeTableFileSystem: TableFileSystem = {
  ...nodeFileSystem,
  openContent: async (path) => {
    const file = await fs.open(path, "r");
    const { size } = await file.stat();
    return {
      bytes: size,
      read: async (start, end) => {
        const length = Math.max(0, Math.min(end, size) - start);
        const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, start);
        return buffer.subarray(0, bytesRead);
      },
      close: () => file.close(),
    };
  },
  symlink: (target, path) => fs.symlink(target, path),
  readlink: (path) => fs.readlink(path),
  copyFile: (from, to) => fs.copyFile(from, to),
};
