import type { FileContent } from "./file-content.js";
import type { FolderContent } from "./folder-content.js";
import type { ContentHashes } from "./local-files.js";
import type { RemoteHead, RepoRemote } from "./remote.js";
import type { SyncSettings } from "./sync-options.js";

/** What a commit would change. */
export interface CommitPlan {
  readonly changed: ReadonlyMap<string, FileContent>;
  readonly deleted: readonly string[];
}

/** Compares the folders and the extra files with the branch. */
export async function planCommit(
  remote: RepoRemote,
  head: RemoteHead,
  folders: readonly FolderContent[],
  { extraFiles }: Pick<SyncSettings, "extraFiles">,
  signal: AbortSignal,
): Promise<CommitPlan> {
  const changed = new Map<string, FileContent>();
  for (const folder of folders) await addChangedFiles(changed, head, folder, signal);
  const read = readOnce(remote, head);
  const there = new Set(head.files.map(({ path }) => path));
  for (const [path, bytes] of (await extraFiles?.(read, hashesOf(folders), there)) ?? []) {
    const present = await read(path);
    if (present === undefined || Buffer.compare(present, bytes) !== 0) changed.set(path, bytes);
  }
  const deleted = folders.flatMap((folder) => surplusFiles(head, folder));
  return { changed, deleted: deleted.filter((path) => !changed.has(path)) };
}

export function isEmpty({ changed, deleted }: CommitPlan): boolean {
  return changed.size === 0 && deleted.length === 0;
}

/** "Upload 2 files, delete 1". */
export function titleOf({ changed, deleted }: CommitPlan): string {
  const count = (n: number): string => `${n} file${n === 1 ? "" : "s"}`;
  if (changed.size === 0) return `Delete ${count(deleted.length)}`;
  return `Upload ${count(changed.size)}${deleted.length > 0 ? `, delete ${deleted.length}` : ""}`;
}

/** All files have been hashed by now. */
function hashesOf(folders: readonly FolderContent[]): ReadonlyMap<string, string> {
  return new Map(
    folders.flatMap((content) =>
      content.hashed().map(({ path, sha256 }) => [content.prefix + path, sha256] as const),
    ),
  );
}

async function addChangedFiles(
  changed: Map<string, FileContent>,
  head: RemoteHead,
  folder: FolderContent,
  signal: AbortSignal,
): Promise<void> {
  const present = new Map(head.files.map((file) => [file.path, file]));
  for (const file of folder.files) {
    const path = folder.prefix + file.path;
    const isPresent = ({ sha256, gitSha1 }: ContentHashes): boolean => {
      const known = present.get(path);
      return known?.sha256 === undefined ? known?.gitSha1 === gitSha1 : known.sha256 === sha256;
    };
    const content = await folder.contentUnless(file, isPresent, signal);
    if (content !== undefined) changed.set(path, content);
  }
}

/** The repository's files that a folder does not have, and that are to be deleted. */
function surplusFiles(head: RemoteHead, content: FolderContent): readonly string[] {
  const { prefix, settings } = content;
  const local = new Set(content.files.map(({ path }) => path));
  const isDeleted =
    typeof settings.delete === "boolean" ? () => settings.delete === true : settings.delete;
  return (
    head.files
      .map(({ path }) => path)
      // .gitattributes is the Hub's own.
      .filter((path) => path.startsWith(prefix) && path !== ".gitattributes")
      .map((path) => path.slice(prefix.length))
      .filter((path) => !local.has(path) && isDeleted(path, local))
      .map((path) => prefix + path)
  );
}

/** Reads each file once, though both the maker of the extra files and the comparison ask for it. */
function readOnce(
  remote: RepoRemote,
  { commit }: RemoteHead,
): (path: string) => Promise<Uint8Array | undefined> {
  const reads = new Map<string, Promise<Uint8Array | undefined>>();
  return async (path) => {
    if (commit === "") return undefined;
    const reading = reads.get(path) ?? remote.read(path, commit);
    reads.set(path, reading);
    return reading;
  };
}
