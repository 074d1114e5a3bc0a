import { extname } from "node:path";
import { contentAnswer } from "./content-range.js";
import { type Answer, send } from "./handler.js";
import { type LoopbackServer, startLoopbackServer } from "./loopback-server.js";
import type { RepoStore } from "./repo-store.js";

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/**
 * Serves the files of a static Space's main branch at an origin of their own, as
 * `https://user-name.static.hf.space` does, large ones too. A private Space is served as to its owner.
 */
export function startSpacePage(store: RepoStore, name: string): Promise<LoopbackServer> {
  return startLoopbackServer(async ({ method, url = "/", headers }, response) => {
    const isRead = method === "GET" || method === "HEAD";
    send(response, isRead ? pageAnswer(store, name, url, headers.range) : { status: 405 });
  });
}

function pageAnswer(
  store: RepoStore,
  name: string,
  url: string,
  range: string | undefined,
): Answer {
  const space = store.get(name);
  const commit = space?.sdk === "static" ? store.commitAt(space, "main") : undefined;
  const asked = decodeURIComponent(new URL(url, "http://page").pathname.slice(1));
  const path = asked === "" || asked.endsWith("/") ? `${asked}index.html` : asked;
  const file = commit?.files[path];
  if (file === undefined) return { status: 404, bytes: Buffer.from("Not found") };
  const answer = contentAnswer(store.contentOf(file), range);
  const type = contentTypes[extname(path)] ?? "application/octet-stream";
  const etag = `"${file.lfs?.oid ?? file.oid}"`;
  return { ...answer, headers: { ...answer.headers, "content-type": type, etag } };
}
