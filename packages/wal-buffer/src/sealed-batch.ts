import { dirname, join } from "node:path";
import { errorCode, type FileSystem, syncFolder } from "@envoy/durable-file";
import { compareEntryNames, type EntryName, parseEntryName } from "./entry-name.js";
import { gunzip } from "./gzip.js";
import { listFolder } from "./list-folder.js";
import { copyToQuarantine } from "./quarantine.js";

/**
 * One message of a sealed batch. It holds what its file name says and no path: a month of
 * minutes is 43,200 of them in memory at once.
 */
export interface WalEntry extends EntryName {
  /** The file's name in the batch's folder. */
  readonly name: string;
}

/** A folder of entries to which no process appends any more. Every method fails with Node's system errors if the disk does. */
export interface SealedBatch {
  readonly folder: string;
  /** The entries that are present now, oldest first; none if another process has discarded the batch. Other files, and links, FIFOs and devices, are ignored. */
  entries(): Promise<readonly WalEntry[]>;
  /** The message, byte for byte as appended. Rejects with `WalBufferError` if its gzip is damaged or too large. */
  read(entry: WalEntry): Promise<Uint8Array>;
  /** The bytes of the entry's file. Equal bytes are equal messages, so a repeated one need not be unpacked. */
  readStoredSync(entry: WalEntry): Uint8Array;
  /** The message in the bytes that {@link readStoredSync} returned. Rejects as {@link read} does. */
  unpack(entry: WalEntry, stored: Uint8Array): Promise<Uint8Array>;
  /** Copies the entry into the quarantine, durably, beside the reason. Returns the copy's path. The entry stays until discarded. */
  quarantine(entry: WalEntry, reason: string): Promise<string>;
  /** Deletes exactly these entries, then the folder if it is empty. Deleting blocks the event loop. */
  discard(entries: readonly WalEntry[]): Promise<void>;
}

/** What a batch needs to know of its buffer. */
export interface SealedBatchOptions {
  readonly folder: string;
  readonly quarantineFolder: string;
  readonly extension: string;
  readonly maxEntryBytes: number;
  readonly fileSystem: FileSystem;
}

export function sealedBatch(options: SealedBatchOptions): SealedBatch {
  const { folder, quarantineFolder, extension, maxEntryBytes, fileSystem } = options;
  const pathOf = ({ name }: WalEntry): string => join(folder, name);
  const readStoredSync = (entry: WalEntry): Uint8Array => fileSystem.readFileSync(pathOf(entry));
  const unpack = async (entry: WalEntry, stored: Uint8Array): Promise<Uint8Array> =>
    entry.compressed ? gunzip(pathOf(entry), stored, maxEntryBytes) : stored;
  return {
    folder,
    entries: async () => {
      const entries: WalEntry[] = [];
      for (const { name, isFile } of await listFolder(fileSystem, folder)) {
        const parsed = isFile ? parseEntryName(name, extension) : undefined;
        if (parsed !== undefined) entries.push({ name, ...parsed });
      }
      return entries.sort(compareEntryNames);
    },
    read: async (entry) => unpack(entry, readStoredSync(entry)),
    readStoredSync,
    unpack,
    quarantine: async (entry, reason) =>
      copyToQuarantine(fileSystem, quarantineFolder, {
        name: entry.name,
        bytes: readStoredSync(entry),
        reason,
      }),
    discard: async (entries) => {
      for (const entry of entries) unlinkIfPresent(fileSystem, pathOf(entry));
      try {
        await fileSystem.rmdir(folder);
      } catch (error) {
        const code = errorCode(error);
        if (code === "ENOENT") return;
        if (code === "ENOTEMPTY" || code === "EEXIST") return syncFolder(fileSystem, folder);
        throw error;
      }
      await syncFolder(fileSystem, dirname(folder));
    },
  };
}

function unlinkIfPresent(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
