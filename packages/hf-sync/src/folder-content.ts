import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FileContent } from "./file-content.js";
import { type ContentHashes, hashContent, hashFile, type LocalFile } from "./local-files.js";
import type { FolderSettings } from "./sync-options.js";
import { type HashedFile, isSameFile } from "./sync-record.js";

/**
 * A folder's files. Each is hashed only if the record does not have its hashes, and read once, unless the folder is
 * immutable.
 */
export class FolderContent {
  readonly settings: FolderSettings;
  readonly files: readonly LocalFile[];
  readonly #hashes = new Map<string, HashedFile>();
  readonly #bytes = new Map<string, Uint8Array>();

  /** `recorded` are the files of the last sync. */
  constructor(
    settings: FolderSettings,
    files: readonly LocalFile[],
    recorded: readonly HashedFile[],
  ) {
    this.settings = settings;
    this.files = files;
    const known = new Map(recorded.map((file) => [file.path, file]));
    for (const file of files) {
      const hashed = known.get(file.path);
      if (hashed !== undefined && isSameFile(file, hashed)) this.#hashes.set(file.path, hashed);
    }
  }

  /** What the folder's files have before their path in the repository. */
  get prefix(): string {
    return this.settings.pathInRepo === "" ? "" : `${this.settings.pathInRepo}/`;
  }

  /** The file's content; undefined if a file of these hashes is already in the repository. */
  async contentUnless(
    file: LocalFile,
    isPresent: (hashes: ContentHashes) => boolean,
    signal: AbortSignal,
  ): Promise<FileContent | undefined> {
    const known = this.#hashes.get(file.path);
    if (known !== undefined && isPresent(known)) return undefined;
    const full = join(this.settings.folder, file.path);
    if (this.settings.immutable) {
      const hashes = known ?? (await hashFile(full, file.size, signal));
      this.#hashes.set(file.path, { ...file, ...hashes });
      return isPresent(hashes) ? undefined : { path: full, size: file.size };
    }
    let bytes = this.#bytes.get(file.path);
    if (bytes === undefined) {
      bytes = await readFile(full);
      const hashes = hashContent(bytes);
      this.#hashes.set(file.path, { ...file, ...hashes });
      if (isPresent(hashes)) return undefined;
      this.#bytes.set(file.path, bytes);
    }
    return bytes;
  }

  /** The files whose hashes are known by now. */
  hashed(): readonly HashedFile[] {
    return this.files.flatMap(({ path }) => this.#hashes.get(path) ?? []);
  }
}
