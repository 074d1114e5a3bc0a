import type { StoredCommit, StoredDataset } from "./dataset-store.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";

export function whoAmI(): Answer {
  const accessToken = { displayName: "emulated", role: "write" };
  const auth = { type: "access_token", accessToken };
  return { status: 200, json: { type: "user", name: "me", auth } };
}

export function createDataset({ body }: HubRequest, { store, origin }: Hub): Answer {
  const fields = parseFields(body);
  const id = `${textIn(fields, "organization")}/${textIn(fields, "name")}`;
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
    },
  };
}

/** The dataset that a request names, and the commit of its revision, or else of its main branch. */
export function findRevision(
  { dataset: name, revision }: HubRequest,
  { store }: Hub,
): { readonly dataset: StoredDataset; readonly commit: StoredCommit } {
  const dataset = store.get(name);
  if (dataset === undefined) throw new Refusal(404, "Repository not found", "RepoNotFound");
  const commit = store.commitAt(dataset, revision === "" ? "HEAD" : revision);
  if (commit === undefined) {
    throw new Refusal(404, `Invalid rev id: ${revision}`, "RevisionNotFound");
  }
  return { dataset, commit };
}
