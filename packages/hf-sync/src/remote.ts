import type { FileContent } from "./file-content.js";

/** A file of a repository. */
export interface RemoteFile {
  /** Path inside the repository, with `/` between folders. */
  readonly path: string;
  /** SHA-256 of the content of a large file, in hexadecimal. */
  readonly sha256: string | undefined;
  /** git's blob SHA-1: of the content, unless the file is large. */
  readonly gitSha1: string | undefined;
}

/** The state of a branch at one moment. */
export interface RemoteHead {
  /** Its newest commit. */
  readonly commit: string;
  readonly visibility: "private" | "public";
  /** The files of the folders that were asked for. */
  readonly files: readonly RemoteFile[];
}

/** What one commit changes. */
export interface RemoteChange {
  /** The commit that was compared with: it must still be the newest. */
  readonly parent: string;
  readonly title: string;
  readonly files: ReadonlyMap<string, FileContent>;
  readonly deleted: readonly string[];
}

/** The progress of one file's upload. */
export interface UploadProgress {
  readonly path: string;
  readonly state: "hashing" | "uploading";
  /** 0 to 1. */
  readonly fraction: number;
}

/** The outcome of one attempt to commit. After "moved" or "unknown", compare again. */
export type CommitOutcome =
  | { readonly kind: "committed"; readonly commit: string; readonly url: string }
  /** Another commit landed first. Nothing was changed. */
  | { readonly kind: "moved" }
  /** No answer, or a transient error of the Hub: the commit may have landed. */
  | { readonly kind: "unknown"; readonly cause: unknown };

/** What syncing a folder needs of a repository. Every method rejects with `HubSyncError`. */
export interface RepoRemote {
  /** The branch and its files in these folders ("" for all); undefined if there is no such repository. */
  head(folders: readonly string[]): Promise<RemoteHead | undefined>;
  /** A file's content at a commit; undefined if there is no such file. */
  read(path: string, commit: string): Promise<Uint8Array | undefined>;
  create(visibility: "private" | "public"): Promise<void>;
  commit(change: RemoteChange, onProgress: (event: UploadProgress) => void): Promise<CommitOutcome>;
}
