import { basename, dirname, join } from "node:path";
import {
  errorCode,
  type FileSystem,
  makeFolder,
  replaceFile,
  syncFolder,
} from "@envoy/durable-file";
import { compareEntryNames, type EntryName, parseEntryName } from "./entry-name.js";
import { WalBufferError } from "./errors.js";
import { listFolder } from "./list-folder.js";
import { loadZlib } from "./zlib.js";

/** One appended message of a sealed batch. */
export interface WalEntry {
  /** The file's name. */
  readonly name: string;
  readonly path: string;
  /** When it was appended, by the clock of that moment, in seconds since 1970. */
  readonly unixSeconds: number;
  /** The label it was appended with. */
  readonly label: string | undefined;
  /** The file is gzipped. {@link SealedBatch.read} unpacks it. */
  readonly compressed: boolean;
}

/** A folder of entries that no process appends to any more. */
export interface SealedBatch {
  readonly folder: string;
  /** The entries that are there now, oldest first; none where another process has ended the batch. Names that are not entries' are left alone. */
  entries(): Promise<readonly WalEntry[]>;
  /** The message, byte for byte as appended. Rejects with WalBufferError where the gzip is damaged or too large. */
  read(entry: WalEntry): Promise<Uint8Array>;
  /** The bytes as they are on disk. Equal bytes are equal messages, without unpacking them. */
  readStoredSync(entry: WalEntry): Uint8Array;
  /** The message in the bytes that {@link readStoredSync} returned. */
  unpack(entry: WalEntry, stored: Uint8Array): Promise<Uint8Array>;
  /** Puts a copy of the entry beside its reason into the quarantine, durably. The entry stays until discarded. */
  quarantine(entry: WalEntry, reason: string): Promise<string>;
  /** Deletes exactly these entries, then the folder if nothing else is in it. */
  discard(entries: readonly WalEntry[]): Promise<void>;
}

/** What a batch needs of its buffer. */
export interface SealedBatchOptions {
  readonly folder: string;
  readonly quarantineFolder: string;
  readonly extension: string;
  readonly maxEntryBytes: number;
  readonly fileSystem: FileSystem;
}

export function sealedBatch(options: SealedBatchOptions): SealedBatch {
  const { folder, quarantineFolder, extension, maxEntryBytes, fileSystem } = options;
  const readStoredSync = (entry: WalEntry): Uint8Array => fileSystem.readFileSync(entry.path);
  const unpack = async (entry: WalEntry, stored: Uint8Array): Promise<Uint8Array> =>
    entry.compressed ? unzipped(entry.path, stored, maxEntryBytes) : stored;
  return {
    folder,
    entries: async () => {
      const found: { readonly entry: WalEntry; readonly name: EntryName }[] = [];
      for (const { name, isFolder } of await listFolder(fileSystem, folder)) {
        const parsed = parseEntryName(name, extension);
        if (parsed === undefined || isFolder) continue;
        const { unixSeconds, compressed, label } = parsed;
        const path = join(folder, name);
        found.push({ name: parsed, entry: { name, path, unixSeconds, compressed, label } });
      }
      found.sort((a, b) => compareEntryNames(a.name, b.name));
      return found.map(({ entry }) => entry);
    },
    read: async (entry) => unpack(entry, readStoredSync(entry)),
    readStoredSync,
    unpack,
    quarantine: async (entry, reason) => {
      await makeFolder(fileSystem, quarantineFolder);
      const bytes = fileSystem.readFileSync(entry.path);
      const target = await quarantinePath(fileSystem, quarantineFolder, entry.name, bytes);
      await replaceFile(`${target}.reason.txt`, new TextEncoder().encode(`${reason}\n`), {
        fileSystem,
      });
      await replaceFile(target, bytes, { fileSystem });
      return target;
    },
    discard: async (entries) => {
      for (const { path } of entries) unlinkIfPresent(fileSystem, path);
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

/**
 * The entry's own name, or where another entry of that name is in quarantine already
 * (the clock went back), the name with a number. The same bytes keep their place, so
 * that an interrupted run that is repeated quarantines nothing twice.
 */
async function quarantinePath(
  fileSystem: FileSystem,
  folder: string,
  name: string,
  bytes: Uint8Array,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const path = join(folder, attempt === 0 ? name : `${attempt}-${basename(name)}`);
    try {
      const present = fileSystem.readFileSync(path);
      if (Buffer.compare(present, bytes) === 0) return path;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return path;
      throw error;
    }
  }
}

async function unzipped(
  path: string,
  bytes: Uint8Array,
  maxOutputLength: number,
): Promise<Uint8Array> {
  const { gunzipSync } = await loadZlib();
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") {
      const message = `${path} unpacks to more than ${maxOutputLength} bytes`;
      throw new WalBufferError("ERR_ENTRY_TOO_LARGE", path, message, { cause: error });
    }
    const detail = error instanceof Error ? error.message : String(error);
    const message = `${path} is not whole gzip data: ${detail}`;
    throw new WalBufferError("ERR_UNREADABLE_ENTRY", path, message, { cause: error });
  }
}

function unlinkIfPresent(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
