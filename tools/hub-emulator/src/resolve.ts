import { contentAnswer } from "./content-range.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { Refusal } from "./refusal.js";
import { findRevision } from "./repos.js";

/**
 * A small file's content, or the part of it that a `Range` header asks for (the Hub redirects
 * here too, but to itself, which no client notices). For a large one a redirect to the storage, whatever the range: the Hub answers 302 with the file's hash and
 * size, which huggingface_hub reads before it follows (`get_hf_file_metadata`).
 */
export function resolveFile(request: HubRequest, hub: Hub): Answer {
  const { commit } = findRevision(request, hub);
  const file = commit.files[request.path];
  if (file === undefined) throw new Refusal(404, "Entry not found", "EntryNotFound");
  const { lfs } = file;
  if (lfs === undefined) {
    const answer = contentAnswer(hub.store.contentOf(file), request.headers.range);
    const etag = `"${file.oid}"`;
    const type = "text/plain; charset=utf-8";
    const headers = { etag, "content-type": type, "x-repo-commit": commit.oid };
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
  return {
    status: 302,
    headers: {
      location: hub.linkTo(lfs.oid),
      vary: "Origin, Accept",
      "accept-ranges": "bytes",
      "x-repo-commit": commit.oid,
      "x-linked-size": lfs.size,
      "x-linked-etag": `"${lfs.oid}"`,
    },
  };
}
