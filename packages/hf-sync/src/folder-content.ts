import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ContentHashes, hashContent, type LocalFile } from "./local-files.js";
import type { FolderSettings } from "./sync-options.js";
import { type HashedFile, isSameFile } from "./sync-record.js";

/** A folder's files. Each is read at most once, and hashed only if the record does not have its hashes. */
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

  /** The file's bytes; undefined if a file of these hashes is already in the repository. */
  async bytesUnless(
    file: LocalFile,
    isPresent: (hashes: ContentHashes) => boolean,
  ): Promise<Uint8Array | undefined> {
    const known = this.#hashes.get(file.path);
    if (known !== undefined && isPresent(known)) return undefined;
    let bytes = this.#bytes.get(file.path);
    if (bytes === undefined) {
      bytes = await readFile(join(this.settings.folder, file.path));
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
