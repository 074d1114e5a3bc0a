import { createHmac, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { contentAnswer } from "./content-range.js";
import { allowEveryOrigin, answerPreflight } from "./cors.js";
import { isNamedIn } from "./etag.js";
import { answerWithFault, type Fault } from "./faults.js";
import { type Answer, send } from "./handler.js";
import { type LoopbackServer, startLoopbackServer } from "./loopback-server.js";
import type { RepoStore } from "./repo-store.js";

/** Options of {@link startStorage}. */
export interface StorageOptions {
  readonly store: RepoStore;
  /** How long a link is good for, in milliseconds. */
  readonly linkLifetimeMs: number;
  /** Refuses preflights and HEAD. */
  readonly isGetOnly: boolean;
  readonly takeFault: () => Fault | undefined;
  readonly onRequest: (request: IncomingMessage) => void;
}

/** The large files' contents at an origin of their own, as `cdn-lfs.huggingface.co` or `us.aws.cdn.hf.co`. */
export interface Storage extends LoopbackServer {
  /** A link that carries its own permission, until it expires. */
  linkTo(sha256: string): string;
}

export async function startStorage(options: StorageOptions): Promise<Storage> {
  const secret = randomBytes(32);
  const sign = (path: string, expires: string): string =>
    createHmac("sha256", secret).update(`${path} ${expires}`).digest("hex");

  function answerOf({ method, url = "/", headers }: IncomingMessage, origin: string): Answer {
    const { pathname, searchParams } = new URL(url, origin);
    const expires = searchParams.get("Expires") ?? "";
    const isSigned = searchParams.get("Signature") === sign(pathname, expires);
    if (!isSigned) return denied("The signature does not match");
    if (Date.now() >= Number(expires)) return denied("Request has expired");
    // S3 takes a signed link or a header, not both; @huggingface/hub minds it in `fileDownloadInfo`.
    if (headers.authorization !== undefined) {
      return { status: 400, json: { error: "Only one auth mechanism allowed" } };
    }
    if (method !== "GET" && (method !== "HEAD" || options.isGetOnly)) return denied("Not signed");
    const oid = pathname.replace(/^.*\//, "");
    const etag = `"${oid}"`;
    if (isNamedIn(headers["if-none-match"], etag)) return { status: 304, headers: { etag } };
    const answer = contentAnswer(options.store.contents.read(oid), headers.range);
    const type = { etag, "content-type": "application/octet-stream" };
    return { ...answer, headers: { ...answer.headers, ...type } };
  }

  const server = await startLoopbackServer(async (request, response) => {
    options.onRequest(request);
    if (request.method === "OPTIONS") {
      // As reported of Range and HEAD from browsers: github.com/huggingface/datasets/issues/7931.
      if (options.isGetOnly) return send(response, denied("Not signed"));
      allowEveryOrigin(response);
      return answerPreflight(request, response);
    }
    allowEveryOrigin(response);
    const fault = options.takeFault();
    if (fault === undefined) return send(response, answerOf(request, server.origin));
    answerWithFault(fault === "lost-response" ? "reset" : fault, response);
  });

  return {
    ...server,
    linkTo: (sha256) => {
      const path = `/lfs/${sha256}`;
      const expires = String(Date.now() + options.linkLifetimeMs);
      return `${server.origin}${path}?Expires=${expires}&Signature=${sign(path, expires)}`;
    },
  };
}

function denied(message: string): Answer {
  return { status: 403, json: { error: message } };
}
