import type { Answer, Hub, HubRequest } from "./handler.js";
import { listIn, parseFields } from "./json-body.js";
import { Refusal } from "./refusal.js";
import type { StoredFile } from "./repo-store.js";
import { findRevision } from "./repos.js";

/** One page of the files in a folder and all folders below it. */
export function listTree(request: HubRequest, hub: Hub): Answer {
  const { url, path, revision } = request;
  const { files } = findRevision(request, hub).commit;
  const prefix = path === "" ? "" : `${path}/`;
  const below = Object.keys(files)
    .filter((file) => file.startsWith(prefix))
    .sort();
  if (below.length === 0 && prefix !== "") {
    throw new Refusal(404, `${prefix} does not exist on "${revision}"`, "EntryNotFound");
  }
  const start = Number(url.searchParams.get("cursor") ?? 0);
  const end = start + hub.pageSize;
  const next = new URL(url);
  next.searchParams.set("cursor", String(end));
  return {
    status: 200,
    json: below.slice(start, end).map((file) => entry(file, files[file])),
    headers: end < below.length ? { link: `<${next}>; rel="next"` } : {},
  };
}

/** The files among the asked paths that exist. */
export function pathsInfo(request: HubRequest, hub: Hub): Answer {
  const { files } = findRevision(request, hub).commit;
  const paths = listIn(parseFields(request.body), "paths").map(String);
  const present = paths.filter((path) => files[path] !== undefined);
  return { status: 200, json: present.map((path) => entry(path, files[path])) };
}

function entry(path: string, file: StoredFile | undefined): unknown {
  return { type: "file", path, ...file };
}
