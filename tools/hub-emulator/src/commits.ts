import type { Answer, Hub, HubRequest } from "./handler.js";
import { type Fields, fieldsIn, fieldsListIn, numberIn, parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";
import { largeFile, type RepoStore, regularFile, type StoredFile, sha256Of } from "./repo-store.js";
import { findRevision, refuseReader } from "./repos.js";

/** Tells which files go through LFS. */
export function preupload(request: HubRequest): Answer {
  refuseReader(request);
  const files = fieldsListIn(parseFields(request.body), "files").map((file) => {
    const path = textIn(file, "path");
    const sample = Buffer.from(textIn(file, "sample"), "base64");
    return { path, uploadMode: isLarge(path, sample) ? "lfs" : "regular", shouldIgnore: false };
  });
  return { status: 200, json: { files } };
}

/** Parquet and binary files go through LFS, whatever their size. */
function isLarge(path: string, sample: Uint8Array): boolean {
  return path.endsWith(".parquet") || sample.includes(0);
}

/** Commits the changes that a request has as lines of JSON below a header. */
export function commit(request: HubRequest, hub: Hub): Answer {
  const { repo: name, revision: branch } = request;
  const { repo, commit: current } = findRevision(request, hub);
  refuseReader(request);
  const [header, ...changes] = String(request.body).split("\n").map(parseChange);
  const { parentCommit } = header?.value ?? {};
  if (parentCommit !== undefined && parentCommit !== current.oid) {
    throw new Refusal(412, "A commit has happened since. Please refresh and try again.");
  }
  const files = applyChanges(hub.store, current.files, changes);
  const title = textIn(header?.value ?? {}, "summary");
  const oid = hub.store.commit(name, repo, branch, title, files).branches[branch];
  const commitUrl = `${hub.origin}/${name}/commit/${oid}`;
  return { status: 200, json: { success: true, commitOid: oid, commitUrl, hookOutput: "" } };
}

/** Replaces a branch's history by one commit of its files. */
export function superSquash(request: HubRequest, hub: Hub): Answer {
  const { repo: name, revision: branch } = request;
  const { repo } = findRevision(request, hub);
  refuseReader(request);
  if (repo.branches[branch] === undefined) throw new Refusal(400, "Only a branch can be squashed");
  const { message } = parseFields(request.body);
  const title = typeof message === "string" ? message : `Super-squash branch '${branch}'`;
  if (title.length > 500) throw new Refusal(400, "message must be at most 500 characters");
  const commitId = hub.store.squash(name, repo, branch, title).branches[branch];
  return { status: 200, json: { commitId } };
}

/** One line of a commit. */
export interface Change {
  readonly key: string;
  readonly value: Fields;
}

/** The change that adds or replaces a file, as a client would send it after its content. */
export function fileChange(store: RepoStore, path: string, content: Uint8Array): Change {
  if (!isLarge(path, content)) {
    return { key: "file", value: { path, content: Buffer.from(content).toString("base64") } };
  }
  store.putContent(content);
  const value = { path, oid: sha256Of(content), size: content.byteLength };
  return { key: "lfsFile", value };
}

function parseChange(line: string): Change {
  const fields = parseFields(line);
  return { key: textIn(fields, "key"), value: fieldsIn(fields, "value") };
}

/** The files after these changes. Refuses a large file whose content was never sent. */
export function applyChanges(
  store: RepoStore,
  files: Readonly<Record<string, StoredFile>>,
  changes: readonly Change[],
): Record<string, StoredFile> {
  const next = { ...files };
  for (const { key, value } of changes) {
    const path = textIn(value, "path");
    if (key === "lfsFile") {
      const oid = textIn(value, "oid");
      if (!store.contents.has(oid)) {
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
