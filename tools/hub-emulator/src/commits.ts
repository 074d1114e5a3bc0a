import { type DatasetStore, largeFile, regularFile, type StoredFile } from "./dataset-store.js";
import { findRevision, refuseReader } from "./datasets.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { type Fields, fieldsIn, fieldsListIn, numberIn, parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";

/** Tells which files go through LFS: Parquet and binary ones, whatever their size. */
export function preupload({ body, dataset }: HubRequest, hub: Hub): Answer {
  refuseReader(dataset, hub);
  const files = fieldsListIn(parseFields(body), "files").map((file) => {
    const path = textIn(file, "path");
    const sample = Buffer.from(textIn(file, "sample"), "base64");
    const isBinary = path.endsWith(".parquet") || sample.includes(0);
    return { path, uploadMode: isBinary ? "lfs" : "regular", shouldIgnore: false };
  });
  return { status: 200, json: { files } };
}

/** Commits the changes that a request has as lines of JSON below a header. */
export function commit(request: HubRequest, hub: Hub): Answer {
  const { dataset: name, revision: branch } = request;
  const { dataset, commit: current } = findRevision(request, hub);
  refuseReader(name, hub);
  const [header, ...changes] = String(request.body).split("\n").map(parseChange);
  const { parentCommit } = header?.value ?? {};
  if (parentCommit !== undefined && parentCommit !== current.oid) {
    throw new Refusal(412, "A commit has happened since. Please refresh and try again.");
  }
  const files = applyChanges(hub.store, current.files, changes);
  const title = textIn(header?.value ?? {}, "summary");
  const oid = hub.store.commit(name, dataset, branch, title, files).branches[branch];
  const commitUrl = `${hub.origin}/datasets/${name}/commit/${oid}`;
  return { status: 200, json: { success: true, commitOid: oid, commitUrl, hookOutput: "" } };
}

/** One line of a commit. */
export interface Change {
  readonly key: string;
  readonly value: Fields;
}

function parseChange(line: string): Change {
  const fields = parseFields(line);
  return { key: textIn(fields, "key"), value: fieldsIn(fields, "value") };
}

/** The files after these changes. Refuses a large file whose content was never sent. */
export function applyChanges(
  store: DatasetStore,
  files: Readonly<Record<string, StoredFile>>,
  changes: readonly Change[],
): Record<string, StoredFile> {
  const next = { ...files };
  for (const { key, value } of changes) {
    const path = textIn(value, "path");
    if (key === "lfsFile") {
      const oid = textIn(value, "oid");
      if (!store.hasContent(oid)) {
        throw new Refusal(400, "A large file's content was not uploaded");
      }
      next[path] = largeFile(oid, numberIn(value, "size"));
    } else if (key === "file") {
      const bytes = Buffer.from(textIn(value, "content"), "base64");
      store.putContent(bytes);
      next[path] = regularFile(bytes);
    } else if (key === "deletedFile") {
      delete next[path];
    }
  }
  return next;
}
