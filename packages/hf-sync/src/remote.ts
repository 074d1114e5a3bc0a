/** A file as a dataset repository knows it. */
export interface RemoteFile {
  /** Path inside the repository, with `/` between folders. */
  readonly path: string;
  /** SHA-256 of the content for large files, git blob SHA-1 for small text files, in hexadecimal. */
  readonly contentHash: string;
  readonly bytes: number;
}

/** A dataset repository, seen by what syncing a folder needs of it. */
export interface DatasetRemote {
  /** The files below a prefix. */
  list(prefix: string, signal?: AbortSignal): Promise<readonly RemoteFile[]>;
  /** Adds or replaces files in one commit and returns its id. */
  commit(
    files: ReadonlyMap<string, Uint8Array>,
    message: string,
    signal?: AbortSignal,
  ): Promise<string>;
}
