import type { ServerResponse } from "node:http";

/** Sends a content, or the part of it that a `Range` header asks for. */
export function sendContent(
  response: ServerResponse,
  bytes: Buffer,
  options: {
    readonly range: string | undefined;
    readonly isHead: boolean;
    readonly headers: Readonly<Record<string, string>>;
  },
): void {
  const headers = { ...options.headers, "accept-ranges": "bytes" };
  const size = bytes.byteLength;
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(options.range ?? "") ?? [];
  if (from === "" && to === "") {
    response.writeHead(200, { ...headers, "content-length": size });
    response.end(options.isHead ? undefined : bytes);
    return;
  }
  const first = from === "" ? size - Number(to) : Number(from);
  const last = Math.min(from === "" || to === "" ? size - 1 : Number(to), size - 1);
  const range = { "content-range": `bytes ${first}-${last}/${size}` };
  response.writeHead(206, { ...headers, ...range, "content-length": last - first + 1 });
  response.end(options.isHead ? undefined : bytes.subarray(first, last + 1));
}
