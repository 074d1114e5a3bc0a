import { contentAnswer } from "./content-range.js";
import { isNamedIn } from "./etag.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { Refusal } from "./refusal.js";
import { findRevision } from "./repos.js";

/**
 * A small file's content, or the part of it that a `Range` header asks for (the Hub redirects
 * here too, but to itself, which no client notices). For a large one a redirect to the storage, whatever the range: the Hub answers 302 with the file's hash and
 * size, which huggingface_hub reads before it follows (`get_hf_file_metadata`). A small file whose ETag the request names is
 * answered with 304, as huggingface.js#1713 says.
 */
export function resolveFile(request: HubRequest, hub: Hub): Answer {
  const { commit } = findRevision(request, hub);
  const file = commit.files[request.path];
  if (file === undefined) throw new Refusal(404, "Entry not found", "EntryNotFound");
  const { lfs } = file;
  if (lfs === undefined) {
    const etag = `"${file.oid}"`;
    const named = { etag, "x-repo-commit": commit.oid };
    if (isNamedIn(request.headers["if-none-match"], etag)) return { status: 304, headers: named };
    const answer = contentAnswer(hub.store.contentOf(file), request.headers.range);
    const type = { "content-type": "text/plain; charset=utf-8" };
    return { ...answer, headers: { ...answer.headers, ...named, ...type } };
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
