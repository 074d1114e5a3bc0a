import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * What a page of another origin may read of the Hub's answers: the list that huggingface.co
 * sent in 2026 with each answer, errors and redirects too. The origin allowed is the request's.
 */
const exposedByHub =
  "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash";

/** Adds the Hub's CORS headers to an answer. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, own: string): void {
  response.setHeader("access-control-allow-origin", request.headers.origin ?? own);
  response.setHeader("access-control-expose-headers", exposedByHub);
  response.setHeader("access-control-max-age", "86400");
  response.setHeader("vary", "Origin");
}

/**
 * Adds the storage's CORS headers: every origin, since a browser that follows a redirect from
 * a foreign origin to a third one sends `Origin: null` (https://fetch.spec.whatwg.org/#http-redirect-fetch).
 */
export function allowEveryOrigin(response: ServerResponse): void {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "*");
}

/**
 * Answers a preflight: yes to each header that it asks for, as the cors package of Express does,
 * whose other headers the Hub sends.
 */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const headers = request.headers["access-control-request-headers"];
  response.writeHead(204, {
    "access-control-allow-methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
    ...(headers === undefined ? {} : { "access-control-allow-headers": headers }),
    "content-length": 0,
  });
  response.end();
}
