/** A file as a dataset repository knows it. */
export interface RemoteFile {
  /** Path inside the repository, with `/` between folders. */
  readonly path: string;
  /** SHA-256 of the content of a large file, in hexadecimal. */
  readonly sha256: string | undefined;
  /** git's blob SHA-1: of the content, unless the file is a large one. */
  readonly gitSha1: string | undefined;
}

/** A branch at one moment. */
export interface RemoteHead {
  /** The commit it is at. */
  readonly commit: string;
  /** The files below the prefix that was asked for. */
  readonly files: readonly RemoteFile[];
}

/** What one commit changes. */
export interface RemoteChange {
  /** The commit that was looked at: the branch must still be there. */
  readonly parent: string;
  readonly title: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly deleted: readonly string[];
}

/** How far a file's upload has come. */
export interface UploadProgress {
  readonly path: string;
  readonly state: "hashing" | "uploading";
  /** 0 to 1. */
  readonly fraction: number;
}

/** What came of trying to commit. "moved" and "unknown" are to be looked at again. */
export type CommitOutcome =
  | { readonly kind: "committed"; readonly commit: string; readonly url: string }
  /** Another commit came between. Nothing was changed. */
  | { readonly kind: "moved" }
  /** No answer, or a fault of the Hub: the commit may have landed. */
  | { readonly kind: "unknown"; readonly cause: unknown };

/** A dataset repository, seen by what syncing a folder needs of it. Every method rejects with `HubSyncError`. */
export interface DatasetRemote {
  /** The branch and its files below a prefix ("" for all); undefined where there is no such repository. */
  head(prefix: string): Promise<RemoteHead | undefined>;
  /** A file's content at a commit; undefined where there is none. */
  read(path: string, commit: string): Promise<Uint8Array | undefined>;
  create(visibility: "private" | "public"): Promise<void>;
  commit(change: RemoteChange, onProgress: (event: UploadProgress) => void): Promise<CommitOutcome>;
}
