import type { Answer } from "./handler.js";

/** A content, or the part of it that a `Range` header asks for. */
export function contentAnswer(content: Uint8Array, range: string | undefined): Answer {
  const size = content.byteLength;
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  const headers = { "accept-ranges": "bytes" };
  if (from === "" && to === "") {
    return { status: 200, bytes: content, headers: { ...headers, "content-length": size } };
  }
  // "bytes=-5" asks for the last five bytes.
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = Math.min(from === "" || to === "" ? size - 1 : Number(to), size - 1);
  if (first > last) {
    return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } };
  }
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
