import type { FolderContent } from "./folder-content.js";
import type { DatasetRemote, RemoteHead } from "./remote.js";
import type { SyncSettings } from "./sync-options.js";

/** What a commit would change. */
export interface CommitPlan {
  readonly changed: ReadonlyMap<string, Uint8Array>;
  readonly deleted: readonly string[];
}

/** Compares the folder and the extra files with the branch. */
export async function planCommit(
  remote: DatasetRemote,
  head: RemoteHead,
  content: FolderContent,
  settings: SyncSettings,
): Promise<CommitPlan> {
  const prefix = settings.pathInRepo === "" ? "" : `${settings.pathInRepo}/`;
  const changed = await changedFiles(head, content, prefix);
  const read = readOnce(remote, head);
  for (const [path, bytes] of (await settings.extraFiles?.(read)) ?? []) {
    const present = await read(path);
    if (present === undefined || Buffer.compare(present, bytes) !== 0) changed.set(path, bytes);
  }
  const deleted = settings.delete ? surplusFiles(head, content, prefix) : [];
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

async function changedFiles(
  head: RemoteHead,
  content: FolderContent,
  prefix: string,
): Promise<Map<string, Uint8Array>> {
  const present = new Map(head.files.map((file) => [file.path, file]));
  const changed = new Map<string, Uint8Array>();
  for (const file of content.files) {
    const path = prefix + file.path;
    const bytes = await content.bytesUnless(file, ({ sha256, gitSha1 }) => {
      const known = present.get(path);
      return known?.sha256 === undefined ? known?.gitSha1 === gitSha1 : known.sha256 === sha256;
    });
    if (bytes !== undefined) changed.set(path, bytes);
  }
  return changed;
}

/** The repository's files below the prefix that the folder does not have. */
function surplusFiles(head: RemoteHead, content: FolderContent, prefix: string): readonly string[] {
  const local = new Set(content.files.map(({ path }) => prefix + path));
  return (
    head.files
      .map(({ path }) => path)
      // .gitattributes is the Hub's own.
      .filter((path) => path.startsWith(prefix) && !local.has(path) && path !== ".gitattributes")
  );
}

/** Reads each file once, though both the maker of the extra files and the comparison ask for it. */
function readOnce(
  remote: DatasetRemote,
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
