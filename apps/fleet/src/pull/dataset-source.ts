import { posix } from "node:path";
import { type DatasetReader, HubSyncError } from "@envoy/hf-sync";
import type { SourceState } from "../landing/source-state.js";
import { hashLike } from "./content-hash.js";
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

/** A household's archive in a folder of a dataset on the Hub. */
export class DatasetSource implements Source {
  readonly #reader: DatasetReader;
  readonly #path: string;
  /** Where the paths of the listing begin, and what they are read at. */
  #root = "";
  #revision = "main";

  constructor(reader: DatasetReader, path: string) {
    this.#reader = reader;
    this.#path = path;
  }

  async list(state: SourceState | undefined): Promise<Listing | undefined> {
    return orSourceError(async () => {
      const manifestPath = besideArchive(this.#path, "manifest.json");
      const found = await this.#reader.read(manifestPath, {
        unlessEtag: state?.etag,
        maxBytes: maxManifestBytes,
      });
      if (found === undefined) return this.#listTree(state);
      if (found.isUnchanged) return undefined;
      const listing = manifestListing(found.bytes);
      this.#root = posix.dirname(manifestPath);
      this.#revision = found.commit ?? "main";
      return { ...listing, etag: found.etag };
    });
  }

  async #listTree(state: SourceState | undefined): Promise<Listing | undefined> {
    const commit = await this.#reader.commit();
    if (commit === state?.commit) return undefined;
    const listed = await this.#reader.list(this.#path, commit);
    this.#root = this.#path;
    this.#revision = commit;
    const files = listed
      .map(({ path, bytes, sha256, gitSha1 }) => ({
        path: posix.relative(this.#path, path),
        bytes,
        hash: sha256 ?? gitSha1,
      }))
      .filter(({ path }) => isPartitionFile(path));
    if (files.length > 0) return { files, timeZone: undefined, commit };
    throw new SourceError(
      `It has no manifest.json, and no archive in its folder "${this.#path}" (year=.../month=.../*.parquet). Check path in its [[sources]], and that the household has uploaded something.`,
    );
  }

  async read(file: RemoteFile): Promise<Uint8Array> {
    refuseLarge(file);
    // A transfer that was broken without an error is worth a second one.
    for (let attempt = 0; attempt < 2; attempt++) {
      const bytes = await this.#fetch(file.path);
      if (bytes.byteLength === file.bytes && hashLike(file.hash, bytes) === file.hash) return bytes;
    }
    const message = `${file.path} is not the file that the dataset's manifest names. If it stays so, have the household upload again.`;
    throw new SourceFileError(message, { isLasting: false });
  }

  async #fetch(path: string): Promise<Uint8Array> {
    const found = await orSourceError(() =>
      this.#reader.read(posix.join(this.#root, path), {
        revision: this.#revision,
        maxBytes: maxFileBytes,
      }),
    );
    if (found?.isUnchanged === false) return found.bytes;
    const message = `${path} is in the dataset's manifest, but not in the dataset. If it stays so, have the household upload again.`;
    throw new SourceFileError(message, { isLasting: false });
  }
}

/** As the recorder names what is beside the archive's folder in a dataset: only the usual folder leaves it its plain name. */
function besideArchive(path: string, name: string): string {
  const folder = posix.basename(path);
  return posix.join(posix.dirname(path), folder === "data" ? name : `${folder}_${name}`);
}

async function orSourceError<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof HubSyncError) throw new SourceError(cause.message, { cause });
    throw cause;
  }
}
