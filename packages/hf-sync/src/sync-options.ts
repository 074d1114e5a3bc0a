import { type NetworkOptions, networkOf } from "./network-options.js";
import type { UploadProgress } from "./remote.js";
import type { RepoType } from "./repo-type.js";

/**
 * Makes files that belong in the same commit, by their path in the repository. `read`
 * resolves to the content of a file as it is there now, undefined if there is none. `hashes` has the
 * SHA-256, in hexadecimal, of each file of the folders as the commit leaves it there, by its path in the repository.
 * `present` has the paths of all files that the folders' places in the repository have now. An error is the sync's.
 */
export type MakeExtraFiles = (
  read: (path: string) => Promise<Uint8Array | undefined>,
  hashes: ReadonlyMap<string, string>,
  present: ReadonlySet<string>,
) => Promise<ReadonlyMap<string, Uint8Array>>;

/** A local folder, and the folder of the repository that receives its files. */
export interface SyncedFolder {
  readonly folder: string;
  /** @default "", the root */
  readonly pathInRepo?: string;
  /** Globs of paths below `folder`. Hidden and temporary files are never sent; with no glob, none is. @default ["**"] */
  readonly include?: readonly string[];
  /** Globs of paths that are not sent. @default [] */
  readonly exclude?: readonly string[];
  /** Deletes the files below `pathInRepo` that are not below `folder`, or those of them whose path below it is wanted deleted. @default false */
  readonly delete?: boolean | ShouldDelete;
  /**
   * The files never change once they are there, as those of a finished export: each is hashed and sent from disk, in pieces, so
   * that files larger than memory can be sent. Without it each is read once and kept in memory until it is sent, since
   * a file that is replaced meanwhile would otherwise be sent with another's hash.
   * @default false
   */
  readonly immutable?: boolean;
}

/** Whether a file that only the repository has is deleted: its path, and the paths of the folder's files, all below the folder. */
export type ShouldDelete = (path: string, present: ReadonlySet<string>) => boolean;

/** Options of {@link syncFolder}. */
export interface SyncFolderOptions extends SyncedFolder, NetworkOptions {
  /** "user/name" of a dataset. */
  readonly repo: string;
  /** A token of the Hub that may write to it. */
  readonly token: string;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /** @default "main" */
  readonly branch?: string;
  /** Other folders whose files belong in the same commit, each with a `pathInRepo` of its own, none inside another. @default [] */
  readonly moreFolders?: readonly SyncedFolder[];
  /** Creates the repository if it is missing. @default undefined: a missing one is an error */
  readonly create?: "private" | "public";
  /** Sends nothing to a repository that everybody can read, and rejects with `ERR_PUBLIC`. @default false */
  readonly onlyPrivate?: boolean;
  /** The commit's title. @default "Upload N files" */
  readonly title?: string;
  /** Files that belong in the same commit, such as a dataset card. */
  readonly extraFiles?: MakeExtraFiles;
  /**
   * A file, in a folder that exists, that keeps hashes and what was synced between calls:
   * with it, a call that has nothing to do makes no request.
   */
  readonly recordFile?: string;
  /** Any text. If it differs from the last call's, the repository is compared even if no file changed; for when `extraFiles` would. @default "" */
  readonly version?: string;
  /** Compares with the repository even if the record says that nothing changed. @default false */
  readonly force?: boolean;
  /** Returns what would be sent, and sends nothing. @default false */
  readonly dryRun?: boolean;
  /** The most the whole call may take. @default 900_000 (15 minutes) */
  readonly deadlineMs?: number;
  /** The most one attempt of one request may take, and a second more for each 128 KB that it sends. @default 120_000 (2 minutes) */
  readonly requestTimeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: UploadProgress) => void;
}

/** The options with their defaults filled in; the folders in order, the main one first. */
export type SyncSettings = Omit<SyncFolderOptions, FolderOptions> &
  Required<Omit<SyncFolderOptions, OptionalSettings | FolderOptions>> & {
    readonly repoType: RepoType;
    readonly folders: readonly [FolderSettings, ...(readonly FolderSettings[])];
  };

/** A folder with its defaults filled in. */
export type FolderSettings = Required<SyncedFolder>;

type OptionalSettings = "create" | "title" | "extraFiles" | "recordFile" | "signal";
type FolderOptions = keyof SyncedFolder | "moreFolders";

/** Fills in the defaults. Throws `TypeError` if the repository is not "user/name". */
export function toSettings(options: SyncFolderOptions, repoType: RepoType): SyncSettings {
  if (!/^[^/\s]+\/[^/\s]+$/.test(options.repo)) {
    throw new TypeError(`repo must be "user/name", not ${JSON.stringify(options.repo)}`);
  }
  return {
    ...options,
    repoType,
    endpoint: options.endpoint ?? "https://huggingface.co",
    branch: options.branch ?? "main",
    folders: [folderSettings(options), ...(options.moreFolders ?? []).map(folderSettings)],
    version: options.version ?? "",
    force: options.force ?? false,
    onlyPrivate: options.onlyPrivate ?? false,
    dryRun: options.dryRun ?? false,
    deadlineMs: options.deadlineMs ?? 900_000,
    requestTimeoutMs: options.requestTimeoutMs ?? 120_000,
    onProgress: options.onProgress ?? (() => undefined),
    ...networkOf(options),
  };
}

function folderSettings(options: SyncedFolder): FolderSettings {
  return {
    folder: options.folder,
    pathInRepo: (options.pathInRepo ?? "").replace(/\/+$/, ""),
    include: options.include ?? ["**"],
    exclude: options.exclude ?? [],
    delete: options.delete ?? false,
    immutable: options.immutable ?? false,
  };
}
