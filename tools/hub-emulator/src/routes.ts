import { commit, preupload } from "./commits.js";
import { checkWriteAccess, createDataset, datasetInfo, listCommits, whoAmI } from "./datasets.js";
import type { Stage } from "./faults.js";
import type { Handler, HubRequest } from "./handler.js";
import { receiveContent, uploadLinks } from "./lfs.js";
import { resolveFile } from "./resolve.js";
import { listTree, pathsInfo } from "./tree.js";

type Route = readonly [method: string, path: string, stage: Stage, handler: Handler];

const routes: readonly Route[] = [
  ["GET", "/api/whoami-v2", "whoami", whoAmI],
  ["POST", "/api/repos/create", "create", createDataset],
  ["GET", "/api/datasets/{dataset}", "info", datasetInfo],
  ["GET", "/api/datasets/{dataset}/revision/{revision}", "info", datasetInfo],
  ["GET", "/api/datasets/{dataset}/auth-check/write", "auth-check", checkWriteAccess],
  ["GET", "/api/datasets/{dataset}/commits/{revision}", "commits", listCommits],
  ["GET", "/api/datasets/{dataset}/tree/{revision}", "tree", listTree],
  ["GET", "/api/datasets/{dataset}/tree/{revision}/{path}", "tree", listTree],
  ["POST", "/api/datasets/{dataset}/paths-info/{revision}", "paths-info", pathsInfo],
  ["POST", "/api/datasets/{dataset}/preupload/{revision}", "preupload", preupload],
  ["POST", "/datasets/{dataset}.git/info/lfs/objects/batch", "batch", uploadLinks],
  ["PUT", "/lfs-storage/{oid}", "put", receiveContent],
  ["POST", "/lfs-storage/{oid}", "put", receiveContent],
  ["POST", "/api/datasets/{dataset}/commit/{revision}", "commit", commit],
  ["GET", "/datasets/{dataset}/resolve/{revision}/{path}", "resolve", resolveFile],
  ["HEAD", "/datasets/{dataset}/resolve/{revision}/{path}", "resolve", resolveFile],
];

/** What each placeholder matches: a dataset's name has an owner, and paths have folders. */
const placeholders: Readonly<Record<string, string>> = {
  dataset: "[^/]+/[^/]+",
  revision: "[^/]+",
  path: ".+",
  oid: "[^/]+",
};

const matchers = routes.map(([method, path, stage, handler]) => {
  const pattern = path
    .replaceAll(".", "\\.")
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${placeholders[name]})`);
  return { method, pattern: new RegExp(`^${pattern}$`), stage, handler };
});

/** A route that matched, and what its placeholders match. */
export interface MatchedRoute {
  readonly stage: Stage;
  readonly handler: Handler;
  readonly place: Pick<HubRequest, "dataset" | "revision" | "path" | "oid">;
}

/** The route of a request; undefined if the Hub has none. */
export function findRoute(method: string, pathname: string): MatchedRoute | undefined {
  for (const { method: expected, pattern, stage, handler } of matchers) {
    const match = method === expected ? pattern.exec(pathname) : null;
    if (match === null) continue;
    const value = (name: string): string => decodeURIComponent(match.groups?.[name] ?? "");
    const place = {
      dataset: value("dataset"),
      revision: value("revision"),
      path: value("path"),
      oid: value("oid"),
    };
    return { stage, handler, place };
  }
  return undefined;
}
