import { createHash } from "node:crypto";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { byteRange, namesVersion } from "./byte-range.js";
import type { OpenFile } from "./open-file.js";
import type { PageFile } from "./page-files.js";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The headers of every answer. */
const everywhere: OutgoingHttpHeaders = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

const asks = "no-cache";
const forever = "private, max-age=31536000, immutable";

/** Answers one request. */
export class Answer {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
    for (const [name, value] of Object.entries(everywhere)) response.setHeader(name, value ?? "");
  }

  /** A line of text instead of what was asked for. */
  refuse(status: number, message: string, headers: OutgoingHttpHeaders = {}): void {
    const bytes = Buffer.from(`${message}\n`);
    const type = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
    this.#send(status, { ...type, ...headers }, bytes);
  }

  page({ type, bytes, encoded, etag, isImmutable }: PageFile): void {
    const cached = { "cache-control": isImmutable ? forever : asks, vary: "accept-encoding" };
    const accepted = codings(this.#request.headers["accept-encoding"]);
    const [coding, small] = encoded.find(([name]) => accepted.includes(name)) ?? [];
    // Each form has a version of its own.
    const version = coding === undefined ? etag : etag.replace(/"$/, `-${coding}"`);
    if (this.#isNotModified(version, cached)) return;
    const content = coding === undefined ? {} : { "content-encoding": coding };
    const headers = { ...cached, ...content, "content-type": type, etag: version };
    this.#send(200, headers, small ?? bytes);
  }

  /** A text that is made anew for each request; `version` is what tells it from others. */
  json(text: string, version: string): void {
    const digest = createHash("sha256").update(version).digest("hex").slice(0, 32);
    const etag = `W/"${digest}"`;
    const cached = { "cache-control": asks, vary: "accept-encoding" };
    if (this.#isNotModified(etag, cached)) return;
    const isSmall = codings(this.#request.headers["accept-encoding"]).includes("gzip");
    const content = isSmall ? { "content-encoding": "gzip" } : {};
    const type = { "content-type": "application/json; charset=utf-8" };
    this.#send(200, { ...cached, ...content, ...type, etag }, isSmall ? gzipSync(text) : text);
  }

  /** An open file or a range of it; `isNamedByHash` says that the address can never mean other bytes. */
  async file({ handle, size, etag }: OpenFile, isNamedByHash: boolean): Promise<void> {
    const cached = { "cache-control": isNamedByHash ? forever : asks, "accept-ranges": "bytes" };
    if (this.#isNotModified(etag, cached)) return;
    const { range: wanted, "if-range": ifRange } = this.#request.headers;
    const isSameVersion = ifRange === undefined || ifRange === etag;
    const range = byteRange(isSameVersion ? wanted : undefined, size);
    if (range === "unsatisfiable") {
      const headers = { "content-range": `bytes */${size}` };
      return this.refuse(416, `The file has ${size} bytes.`, headers);
    }
    const { start, end } = range === "none" ? { start: 0, end: size - 1 } : range;
    const length = end - start + 1;
    this.#response.writeHead(range === "none" ? 200 : 206, {
      ...cached,
      ...(range === "none" ? {} : { "content-range": `bytes ${start}-${end}/${size}` }),
      "content-type": "application/vnd.apache.parquet",
      "content-length": length,
      etag,
    });
    if (this.#request.method === "HEAD" || length === 0) {
      this.#response.end();
      return;
    }
    const bytes = handle.createReadStream({ start, end, autoClose: false });
    await pipeline(bytes, this.#response);
    // Somebody has shortened the file: an answer that is not complete must not look like one.
    if (bytes.bytesRead < length) this.#request.socket.destroy();
  }

  #isNotModified(etag: string, headers: OutgoingHttpHeaders): boolean {
    const named = namesVersion(this.#request.headers["if-none-match"], etag.replace(/^W\//, ""));
    if (named) this.#response.writeHead(304, { ...headers, etag }).end();
    return named;
  }

  #send(status: number, headers: OutgoingHttpHeaders, body: Buffer | string): void {
    const bytes = Buffer.from(body);
    this.#response.writeHead(status, { ...headers, "content-length": bytes.byteLength });
    this.#response.end(this.#request.method === "HEAD" ? undefined : bytes);
  }
}

/** The content codings that a client takes. */
function codings(header: string | string[] | undefined): readonly string[] {
  return String(header ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.replace(/;.*$/, ""));
}
