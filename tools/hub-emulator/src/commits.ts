import { type DatasetStore, largeFile, regularFile, type StoredFile } from "./dataset-store.js";
import { findRevision } from "./datasets.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { Refusal } from "./refusal.js";

interface PreuploadRequest {
  readonly files: readonly { readonly path: string; readonly sample: string }[];
}

/** Tells which files go through LFS: Parquet and binary ones, whatever their size. */
export function preupload({ body }: HubRequest): Answer {
  const request: PreuploadRequest = JSON.parse(String(body));
  const files = request.files.map(({ path, sample }) => {
    const isBinary = path.endsWith(".parquet") || Buffer.from(sample, "base64").includes(0);
    return { path, uploadMode: isBinary ? "lfs" : "regular", shouldIgnore: false };
  });
  return { status: 200, json: { files } };
}

/** Commits the changes that a request has as lines of JSON below a header. */
export function commit(request: HubRequest, hub: Hub): Answer {
  const { dataset: name, revision: branch } = request;
  const { dataset, commit: current } = findRevision(request, hub);
  const [header, ...changes] = String(request.body)
    .split("\n")
    .map((line) => JSON.parse(line));
  const { summary, parentCommit } = header.value;
  if (parentCommit !== undefined && parentCommit !== current.oid) {
    throw new Refusal(412, "A commit has happened since. Please refresh and try again.");
  }
  const files = applyChanges(hub.store, current.files, changes);
  const oid = hub.store.commit(name, dataset, branch, summary, files).branches[branch];
  const commitUrl = `${hub.origin}/datasets/${name}/commit/${oid}`;
  return { status: 200, json: { success: true, commitOid: oid, commitUrl, hookOutput: "" } };
}

/** One line of a commit. */
export interface Change {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** The files after these changes. Refuses a large file whose content was never sent. */
export function applyChanges(
  store: DatasetStore,
  files: Readonly<Record<string, StoredFile>>,
  changes: readonly Change[],
): Record<string, StoredFile> {
  const next = { ...files };
  for (const { key, value } of changes) {
    const path = String(value["path"]);
    if (key === "lfsFile") {
      const oid = String(value["oid"]);
      if (!store.hasContent(oid)) {
        throw new Refusal(400, "A large file's content was not uploaded");
      }
      next[path] = largeFile(oid, Number(value["size"]));
    } else if (key === "file") {
      const bytes = Buffer.from(String(value["content"]), "base64");
      store.putContent(bytes);
      next[path] = regularFile(bytes);
    } else if (key === "deletedFile") {
      delete next[path];
    }
  }
  return next;
}
