import { join, resolve } from "node:path";
import { addFile, errorCode, type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import {
  compareEntryNames,
  type EntryName,
  formatEntryName,
  formatSealedName,
  formatTemporaryName,
  nextTurn,
  parseEntryName,
  parseSealedName,
  parseTemporaryName,
} from "./entry-name.js";
import { listFolder } from "./list-folder.js";
import { type SealedBatch, sealedBatch } from "./sealed-batch.js";
import { loadZlib } from "./zlib.js";

/** Options of {@link WalBuffer}. */
export interface WalBufferOptions {
  /** Holds `incoming/`, `processing_<unix seconds>/`, `quarantine/` and `tmp/`; made when missing. */
  readonly folder: string;
  /** What an entry's file name ends in. @default ".json" */
  readonly extension?: string;
  /** "gzip" compresses each entry. Entries of both kinds can always be read. @default "none" */
  readonly compression?: "none" | "gzip";
  /** The most that a gzipped entry may unpack to, in bytes. @default 256 MiB */
  readonly maxEntryBytes?: number;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Whether a process still runs; a dead one's temporary files are cleared. @default asks the system */
  readonly isRunning?: (processId: number) => boolean;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/**
 * A durable spool of messages on disk: any number of processes append, one at a time
 * seals what is there, reads it in order of time and discards it once it stands
 * elsewhere. Knows nothing of what the messages are.
 *
 * Appending needs no lock. Sealing and discarding are for one process at a time: hold
 * a lock around them. Rejects with Node's system errors where the disk fails.
 */
export class WalBuffer {
  readonly folder: string;
  readonly #incoming: string;
  readonly #extension: string;
  readonly #compression: "none" | "gzip";
  readonly #maxEntryBytes: number;
  readonly #now: () => number;
  readonly #isRunning: (processId: number) => boolean;
  readonly #fileSystem: FileSystem;

  constructor(options: WalBufferOptions) {
    this.folder = resolve(options.folder);
    this.#incoming = join(this.folder, "incoming");
    this.#extension = options.extension ?? ".json";
    this.#compression = options.compression ?? "none";
    this.#maxEntryBytes = options.maxEntryBytes ?? 256 * 1024 * 1024;
    this.#now = options.now ?? Date.now;
    this.#isRunning = options.isRunning ?? isRunning;
    this.#fileSystem = options.fileSystem ?? nodeFileSystem;
  }

  /**
   * Adds a message as `incoming/<unix seconds>.json` and returns its path. Once the
   * promise resolves, the message survives power loss. It never replaces another one,
   * and sorts behind those that are there: `<unix seconds>-1.json` where the second is
   * taken, with the newest entry's second where the clock has gone back. A label (small
   * letters) tells what belongs beside it: `<unix seconds>.label.json`.
   */
  async append(message: Uint8Array, options: { readonly label?: string } = {}): Promise<string> {
    const { label } = options;
    if (label !== undefined && !/^[a-z]+$/.test(label)) {
      throw new TypeError(`label should be small letters, is ${JSON.stringify(label)}`);
    }
    const present = (await this.#entryNames()).filter((name) => name.label === label);
    const { unixSeconds, attempt: first } = nextTurn(present, this.#unixSeconds());
    const compressed = this.#compression === "gzip";
    const random = Math.random().toString(36).slice(2, 10) || "0";
    return addFile(compressed ? await gzipped(message) : message, {
      folder: this.#incoming,
      // Outside `incoming`: a half-written file must never be sealed.
      temporaryPath: join(
        this.folder,
        "tmp",
        formatTemporaryName(unixSeconds, process.pid, random),
      ),
      name: (attempt) =>
        formatEntryName(
          { unixSeconds, attempt: first + attempt, compressed, label },
          this.#extension,
        ),
      fileSystem: this.#fileSystem,
    });
  }

  /**
   * The age of the oldest incoming entry in seconds by its name, undefined where there
   * is none. Negative where the clock has gone back since an entry was appended.
   */
  async oldestAgeSeconds(): Promise<number | undefined> {
    let oldest = Number.POSITIVE_INFINITY;
    let newest = Number.NEGATIVE_INFINITY;
    for (const { unixSeconds } of await this.#entryNames()) {
      oldest = Math.min(oldest, unixSeconds);
      newest = Math.max(newest, unixSeconds);
    }
    if (oldest === Number.POSITIVE_INFINITY) return undefined;
    const now = this.#unixSeconds();
    return newest > now ? now - newest : now - oldest;
  }

  /** How many entries wait, incoming and sealed. */
  async count(): Promise<number> {
    let count = (await this.#entryNames()).length;
    for (const batch of await this.sealedBatches()) count += (await batch.entries()).length;
    return count;
  }

  /** Renames `incoming` to `processing_<unix seconds>`, atomically. Undefined where nothing is incoming. */
  async seal(): Promise<SealedBatch | undefined> {
    const incoming = await listFolder(this.#fileSystem, this.#incoming);
    if (incoming.length === 0) return undefined;
    const sealed = (await this.#sealedFolders()).map(({ name }) => name);
    const { unixSeconds, attempt: first } = nextTurn(sealed, this.#unixSeconds());
    for (let attempt = first; ; attempt++) {
      const folder = join(this.folder, formatSealedName(unixSeconds, attempt));
      try {
        await this.#fileSystem.rename(this.#incoming, folder);
      } catch (error) {
        const code = errorCode(error);
        if (code === "ENOTEMPTY" || code === "EEXIST") continue;
        throw error;
      }
      // Not synced: a rename that power loss takes back leaves the same entries incoming.
      return this.#batch(folder);
    }
  }

  /** The batches that were sealed and not wholly discarded, oldest first: what an interrupted run left. */
  async sealedBatches(): Promise<readonly SealedBatch[]> {
    const found = await this.#sealedFolders();
    return found
      .sort((a, b) => compareEntryNames(a.name, b.name))
      .map(({ folder }) => this.#batch(folder));
  }

  /** Removes the temporary files of processes that have died. Returns how many. */
  async clearTemporaryFiles(): Promise<number> {
    const folder = join(this.folder, "tmp");
    let cleared = 0;
    for (const { name } of await listFolder(this.#fileSystem, folder)) {
      const pid = parseTemporaryName(name);
      if (pid === undefined || this.#isRunning(pid)) continue;
      this.#fileSystem.unlinkSync(join(folder, name));
      cleared++;
    }
    return cleared;
  }

  #unixSeconds(): number {
    return Math.max(0, Math.floor(this.#now() / 1000));
  }

  async #entryNames(): Promise<EntryName[]> {
    const names: EntryName[] = [];
    for (const { name } of await listFolder(this.#fileSystem, this.#incoming)) {
      const parsed = parseEntryName(name, this.#extension);
      if (parsed !== undefined) names.push(parsed);
    }
    return names;
  }

  async #sealedFolders(): Promise<{ readonly name: EntryName; readonly folder: string }[]> {
    const found: { readonly name: EntryName; readonly folder: string }[] = [];
    for (const { name, isFolder } of await listFolder(this.#fileSystem, this.folder)) {
      const parsed = isFolder ? parseSealedName(name) : undefined;
      if (parsed !== undefined) found.push({ name: parsed, folder: join(this.folder, name) });
    }
    return found;
  }

  #batch(folder: string): SealedBatch {
    return sealedBatch({
      folder,
      quarantineFolder: join(this.folder, "quarantine"),
      extension: this.#extension,
      maxEntryBytes: this.#maxEntryBytes,
      fileSystem: this.#fileSystem,
    });
  }
}

async function gzipped(message: Uint8Array): Promise<Uint8Array> {
  const { gzipSync } = await loadZlib();
  return gzipSync(message);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}
