import type { StoredCommit, StoredDataset } from "./dataset-store.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";
import { account, canSee, canWrite, describeToken } from "./token-access.js";

export function whoAmI(_: HubRequest, { access }: Hub): Answer {
  const auth = { type: "access_token", accessToken: describeToken(access) };
  const user = { type: "user", id: "0123456789abcdef01234567", name: account, orgs: [] };
  return { status: 200, json: { ...user, isPro: false, canPay: false, auth } };
}

/** Whether the token may write to a dataset: 200 or 403, like the Hub's check for its Python library. */
export function checkWriteAccess(request: HubRequest, hub: Hub): Answer {
  findRevision(request, hub);
  refuseReader(request.dataset, hub);
  return { status: 200, bytes: Buffer.from("OK") };
}

export function createDataset({ body }: HubRequest, hub: Hub): Answer {
  const { store, origin } = hub;
  const fields = parseFields(body);
  const id = `${textIn(fields, "organization")}/${textIn(fields, "name")}`;
  refuseReader(id, hub);
  if (store.get(id) !== undefined) throw new Refusal(409, "You already created this dataset repo");
  store.create(id, fields["visibility"] === "private");
  return { status: 200, json: { url: `${origin}/datasets/${id}`, id } };
}

export function datasetInfo(request: HubRequest, hub: Hub): Answer {
  const { dataset, commit } = findRevision(request, hub);
  return {
    status: 200,
    json: {
      _id: request.dataset,
      id: request.dataset,
      sha: commit.oid,
      private: dataset.private,
      downloads: 0,
      likes: 0,
      gated: false,
      lastModified: commit.date,
      // Answered only if it is asked for.
      ...(request.url.searchParams.getAll("expand").includes("usedStorage")
        ? { usedStorage: storedBytes(dataset) }
        : {}),
    },
  };
}

/** One page of a branch's commits, newest first; the header says how many there are. */
export function listCommits(request: HubRequest, hub: Hub): Answer {
  const { dataset, revision, url } = request;
  findRevision(request, hub);
  const commits = hub.store.history(dataset, revision);
  const page = commits.slice(0, Number(url.searchParams.get("limit") ?? 50));
  return {
    status: 200,
    json: page.map(({ oid, title, date }) => ({ id: oid, title, date, authors: [] })),
    headers: { "x-total-count": commits.length },
  };
}

/** The size of all large files of all commits, each content once: the Hub counts the history too. */
function storedBytes({ commits }: StoredDataset): number {
  const files = Object.values(commits).flatMap(({ files }) => Object.values(files));
  const sizes = new Map(files.flatMap(({ lfs }) => (lfs ? [[lfs.oid, lfs.size] as const] : [])));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** The dataset that a request names, and the commit of its revision, or else of its main branch. */
export function findRevision(
  { dataset: name, revision }: HubRequest,
  { store, access }: Hub,
): { readonly dataset: StoredDataset; readonly commit: StoredCommit } {
  const dataset = store.get(name);
  if (dataset === undefined || (dataset.private && !canSee(access, name))) {
    throw new Refusal(404, "Repository not found", "RepoNotFound");
  }
  const commit = store.commitAt(dataset, revision === "" ? "HEAD" : revision);
  if (commit === undefined) {
    throw new Refusal(404, `Invalid rev id: ${revision}`, "RevisionNotFound");
  }
  return { dataset, commit };
}

/** Refuses a request that the token may only make where it may write. */
export function refuseReader(dataset: string, { access }: Hub): void {
  if (canWrite(access, dataset)) return;
  throw new Refusal(403, "Forbidden: you must use a write token to upload to a repository.");
}
