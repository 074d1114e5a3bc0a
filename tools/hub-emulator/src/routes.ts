import { commit, preupload, superSquash } from "./commits.js";
import type { Stage } from "./faults.js";
import type { Handler, HubRequest } from "./handler.js";
import { receiveContent, uploadLinks } from "./lfs.js";
import { checkWriteAccess, createRepo, listCommits, repoInfo, whoAmI } from "./repos.js";
import { resolveFile } from "./resolve.js";
import { listTree, pathsInfo } from "./tree.js";

type Route = readonly [method: string, path: string, stage: Stage, handler: Handler];

const routes: readonly Route[] = [
  ["GET", "/api/whoami-v2", "whoami", whoAmI],
  ["POST", "/api/repos/create", "create", createRepo],
  ["GET", "/api/{repo}", "info", repoInfo],
  ["GET", "/api/{repo}/revision/{revision}", "info", repoInfo],
  ["GET", "/api/{repo}/auth-check/write", "auth-check", checkWriteAccess],
  ["GET", "/api/{repo}/commits/{revision}", "commits", listCommits],
  ["GET", "/api/{repo}/tree/{revision}", "tree", listTree],
  ["GET", "/api/{repo}/tree/{revision}/{path}", "tree", listTree],
  ["POST", "/api/{repo}/paths-info/{revision}", "paths-info", pathsInfo],
  ["POST", "/api/{repo}/preupload/{revision}", "preupload", preupload],
  ["POST", "/{repo}.git/info/lfs/objects/batch", "batch", uploadLinks],
  ["PUT", "/lfs-storage/{oid}", "put", receiveContent],
  ["POST", "/lfs-storage/{oid}", "put", receiveContent],
  ["POST", "/api/{repo}/commit/{revision}", "commit", commit],
  ["POST", "/api/{repo}/super-squash/{revision}", "squash", superSquash],
  ["GET", "/{repo}/resolve/{revision}/{path}", "resolve", resolveFile],
  ["HEAD", "/{repo}/resolve/{revision}/{path}", "resolve", resolveFile],
];

/** What each placeholder matches: a repository's name has a type and an owner, and paths have folders. */
const placeholders: Readonly<Record<string, string>> = {
  repo: "(?:datasets|spaces)/[^/]+/[^/]+",
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
  readonly place: Pick<HubRequest, "repo" | "revision" | "path" | "oid">;
}

/** The route of a request; undefined if the Hub has none. */
export function findRoute(method: string, pathname: string): MatchedRoute | undefined {
  for (const { method: expected, pattern, stage, handler } of matchers) {
    const match = method === expected ? pattern.exec(pathname) : null;
    if (match === null) continue;
    const value = (name: string): string => decodeURIComponent(match.groups?.[name] ?? "");
    const place = {
      repo: value("repo"),
      revision: value("revision"),
      path: value("path"),
      oid: value("oid"),
    };
    return { stage, handler, place };
  }
  return undefined;
}
