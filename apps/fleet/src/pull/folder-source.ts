import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode, isDiskError, readRegularFileSync } from "@envoy/durable-file";
import { fileOf, type SourceState } from "../landing/source-state.js";
import { sha256Of } from "./content-hash.js";
import { manifestListing, maxManifestBytes } from "./manifest-listing.js";
import { isPartitionFile } from "./partition-period.js";
import {
  type Listing,
  maxFileBytes,
  type RemoteFile,
  refuseLarge,
  type Source,
  SourceError,
  SourceFileError,
} from "./source.js";

/** Where the archive may be in a folder that is named as a source. */
const archiveFolders = ["", "data", "parquet_archive"] as const;

/** A household's archive in a folder of this machine, or a dataset's copy there. */
export class FolderSource implements Source {
  readonly #folder: string;
  /** Where the paths of the listing begin. */
  #root: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#root = folder;
  }

  async list(state: SourceState | undefined): Promise<Listing> {
    try {
      return this.#listManifest() ?? this.#listArchive(state);
    } catch (cause) {
      if (!isDiskError(cause)) throw cause;
      throw new SourceError(`It cannot be read: ${cause.message}.`, { cause });
    }
  }

  #listManifest(): Listing | undefined {
    const path = join(this.#folder, "manifest.json");
    if (!isThere(path)) return undefined;
    return manifestListing(readRegularFileSync(path, { maxBytes: maxManifestBytes }));
  }

  #listArchive(state: SourceState | undefined): Listing {
    const [root] = archiveFolders
      .map((name) => join(this.#folder, name))
      .filter((folder) => entriesIn(folder).some(({ name }) => /^year=\d+$/.test(name)));
    if (root === undefined) throw noArchive(this.#folder);
    this.#root = root;
    const files = [...walk(root, "")].map((path): RemoteFile => {
      const { size: bytes, mtimeMs } = statSync(join(root, path));
      const known = state && fileOf(state, path);
      const isSame = known?.bytes === bytes && known.mtimeMs === mtimeMs;
      return { path, bytes, mtimeMs, hash: isSame ? known.hash : undefined };
    });
    return { files, timeZone: undefined };
  }

  async read(file: RemoteFile): Promise<Uint8Array> {
    refuseLarge(file);
    let bytes: Uint8Array;
    try {
      bytes = readRegularFileSync(join(this.#root, file.path), { maxBytes: maxFileBytes });
    } catch (cause) {
      if (!isDiskError(cause)) throw cause;
      throw new SourceFileError(`${file.path} cannot be read: ${cause.message}.`, {
        cause,
        isLasting: false,
      });
    }
    if (file.hash === undefined || file.hash === sha256Of(bytes)) return bytes;
    const message = `${file.path} is not the file that manifest.json names. If it stays so, have the folder copied again.`;
    throw new SourceFileError(message, { isLasting: false });
  }
}

/** The files of partitions, in order of path. */
function* walk(root: string, folder: string): Generator<string> {
  for (const { name } of entriesIn(join(root, folder))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (/^(year|month|day)=\d+$/.test(name)) yield* walk(root, path);
    else if (isPartitionFile(path)) yield path;
  }
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return [];
    throw error;
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function noArchive(folder: string): SourceError {
  return new SourceError(
    isThere(folder)
      ? "It contains no archive: neither year=.../month=.../*.parquet nor a manifest.json. Check the path, and that its disk is mounted."
      : "There is no such folder. Check the path, and that its disk is mounted.",
  );
}
