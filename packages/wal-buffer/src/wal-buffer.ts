import { join, resolve } from "node:path";
import { addFile, errorCode, type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import {
  compareEntryNames,
  type EntryName,
  formatBatchName,
  formatEntryName,
  formatTemporaryName,
  isLabel,
  nextTurn,
  parseBatchName,
  parseEntryName,
  parseTemporaryName,
} from "./entry-name.js";
import { gzip } from "./gzip.js";
import { listFolder } from "./list-folder.js";
import { type SealedBatch, sealedBatch } from "./sealed-batch.js";

/** Options of {@link WalBuffer}. */
export interface WalBufferOptions {
  /** Holds `incoming/`, `processing_<unix seconds>/`, `quarantine/` and `tmp/`; made when missing. */
  readonly folder: string;
  /** The extension of an entry's file name. @default ".json" */
  readonly extension?: string;
  /** "gzip" compresses each entry. Both kinds can always be read. @default "none" */
  readonly compression?: "none" | "gzip";
  /** The most a gzipped entry may unpack to, in bytes. @default 268_435_456 (256 MiB) */
  readonly maxEntryBytes?: number;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** Whether a process is still running; the temporary files of a dead one are cleared. @default asks the system */
  readonly isRunning?: (processId: number) => boolean;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** Options of {@link WalBuffer.append}. */
interface AppendOptions {
  /** What kind of entry this is. */
  readonly label?: string;
  /** @default that of the buffer */
  readonly compression?: "none" | "gzip";
}

/**
 * A write-ahead log of messages on disk. Any number of processes append; one at a time
 * seals what is there, reads it in order of arrival and discards it once it is safe
 * elsewhere. The buffer does not know what its messages are.
 *
 * Appending needs no lock. Sealing and discarding are for one process at a time: hold
 * a lock around them. Every method rejects with Node's system errors if the disk fails.
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
   * promise resolves, the message survives power loss. It never replaces another one, and
   * sorts after those that are there: as `<unix seconds>-1.json` if the second is taken,
   * under the newest entry's second if the clock has gone back. A label (lower-case
   * words with hyphens) says what kind of entry it is: `<unix seconds>.label.json`.
   */
  async append(message: Uint8Array, options: AppendOptions = {}): Promise<string> {
    const { label, compression = this.#compression } = options;
    if (label !== undefined && !isLabel(label)) {
      throw new TypeError(
        `label must be lower-case words with hyphens between them, not ${JSON.stringify(label)}`,
      );
    }
    const present = (await this.#entryNames()).filter((name) => name.label === label);
    const { unixSeconds, turn } = nextTurn(present, this.#unixSeconds());
    const compressed = compression === "gzip";
    const random = Math.random().toString(36).slice(2, 10) || "0";
    return addFile(compressed ? await gzip(message) : message, {
      folder: this.#incoming,
      // Outside `incoming`: a half-written file must never be sealed.
      temporaryPath: join(
        this.folder,
        "tmp",
        formatTemporaryName(unixSeconds, process.pid, random),
      ),
      name: (attempt) =>
        formatEntryName({ unixSeconds, turn: turn + attempt, compressed, label }, this.#extension),
      fileSystem: this.#fileSystem,
    });
  }

  /**
   * The age of the oldest incoming entry in seconds, by its name; undefined if there is
   * none. Negative if the clock has gone back since an entry was appended.
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

  /** The number of entries that wait, incoming and sealed; only those that are counted, if it is said which. */
  async count(
    isCounted: (entry: { readonly label: string | undefined }) => boolean = () => true,
  ): Promise<number> {
    let count = (await this.#entryNames()).filter(isCounted).length;
    for (const batch of await this.sealedBatches()) {
      count += (await batch.entries()).filter(isCounted).length;
    }
    return count;
  }

  /** Renames `incoming` to `processing_<unix seconds>`, atomically. Resolves to undefined if nothing is incoming. */
  async seal(): Promise<SealedBatch | undefined> {
    const incoming = await listFolder(this.#fileSystem, this.#incoming);
    if (incoming.length === 0) return undefined;
    const sealed = (await this.#batchFolders()).map(({ name }) => name);
    const next = nextTurn(sealed, this.#unixSeconds());
    for (let turn = next.turn; ; turn++) {
      const folder = join(this.folder, formatBatchName(next.unixSeconds, turn));
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

  /** The batches that were sealed and not completely discarded, oldest first: what an interrupted run left. */
  async sealedBatches(): Promise<readonly SealedBatch[]> {
    const found = await this.#batchFolders();
    return found
      .sort((a, b) => compareEntryNames(a.name, b.name))
      .map(({ folder }) => this.#batch(folder));
  }

  /** Removes the temporary files of processes that have died. Returns the number removed. */
  async clearTemporaryFiles(): Promise<number> {
    const folder = join(this.folder, "tmp");
    let cleared = 0;
    for (const { name, isFolder } of await listFolder(this.#fileSystem, folder)) {
      const pid = isFolder ? undefined : parseTemporaryName(name);
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
    for (const { name, isFile } of await listFolder(this.#fileSystem, this.#incoming)) {
      const parsed = isFile ? parseEntryName(name, this.#extension) : undefined;
      if (parsed !== undefined) names.push(parsed);
    }
    return names;
  }

  async #batchFolders(): Promise<{ readonly name: EntryName; readonly folder: string }[]> {
    const found: { readonly name: EntryName; readonly folder: string }[] = [];
    for (const { name, isFolder } of await listFolder(this.#fileSystem, this.folder)) {
      const parsed = isFolder ? parseBatchName(name) : undefined;
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}
