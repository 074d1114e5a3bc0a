import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";

/**
 * What a gateway may do instead of answering:
 * - `hang`: takes the request and never answers (real ones do so around 23:00)
 * - `drip`: sends the answer at one byte every 100 ms
 * - `reset`: sends half of the answer and breaks off the connection
 * - `unauthorized`: 401 · `forbidden`: 403 · `unavailable`: 503, all without a body
 * - `html`: status 200 with a web page · `truncated`: status 200 with half of the answer
 * - `huge`: status 200 with 100 MB of spaces before the answer
 */
export type Fault =
  | "hang"
  | "drip"
  | "reset"
  | "unauthorized"
  | "forbidden"
  | "unavailable"
  | "html"
  | "truncated"
  | "huge";

const loginPage = "<!DOCTYPE html><html><body><h1>Starting up</h1></body></html>";

/** Answers with a fault instead of sending the whole of `body`. */
export async function answerWithFault(
  fault: Fault,
  response: ServerResponse,
  body: Uint8Array,
): Promise<void> {
  switch (fault) {
    case "hang":
      return;
    case "drip":
      response.writeHead(200, { "content-type": "application/json" });
      for (let i = 0; i < body.byteLength && !response.destroyed; i++) {
        response.write(body.subarray(i, i + 1));
        await delay(100);
      }
      response.end();
      return;
    case "reset":
      response.writeHead(200, { "content-length": body.byteLength });
      response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () =>
        response.socket?.destroy(),
      );
      return;
    case "unauthorized":
      response.writeHead(401).end();
      return;
    case "forbidden":
      response.writeHead(403).end();
      return;
    case "unavailable":
      response.writeHead(503).end();
      return;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end(loginPage);
      return;
    case "truncated":
      response.writeHead(200).end(body.subarray(0, Math.floor(body.byteLength / 2)));
      return;
    case "huge":
      response.writeHead(200);
      // A client with a limit closes the connection before the end.
      await pipeline(Readable.from(spacesBefore(body)), response).catch(() => undefined);
  }
}

function* spacesBefore(body: Uint8Array): Generator<Uint8Array> {
  const spaces = Buffer.alloc(1_000_000, " ");
  for (let i = 0; i < 100; i++) yield spaces;
  yield body;
}
