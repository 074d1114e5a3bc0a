import { findRevision } from "./datasets.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { Refusal } from "./refusal.js";

/** A file's content, or the part of it that a `Range` header asks for. */
export function resolveFile(request: HubRequest, hub: Hub): Answer {
  const { commit } = findRevision(request, hub);
  const file = commit.files[request.path];
  if (file === undefined) throw new Refusal(404, "Entry not found", "EntryNotFound");
  const answer = rangeOf(hub.store.contentOf(file), request.headers.range);
  const etag = `"${file.lfs?.oid ?? file.oid}"`;
  return { ...answer, headers: { ...answer.headers, etag, "x-repo-commit": commit.oid } };
}

function rangeOf(content: Uint8Array, range: string | undefined): Answer {
  const size = content.byteLength;
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  const headers = { "accept-ranges": "bytes" };
  if (from === "" && to === "") {
    return { status: 200, bytes: content, headers: { ...headers, "content-length": size } };
  }
  // "bytes=-5" asks for the last five bytes.
  const first = from === "" ? size - Number(to) : Number(from);
  const last = Math.min(from === "" || to === "" ? size - 1 : Number(to), size - 1);
  return {
    status: 206,
    bytes: content.subarray(first, last + 1),
    headers: {
      ...headers,
      "content-length": last - first + 1,
      "content-range": `bytes ${first}-${last}/${size}`,
    },
  };
}
