import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { RepoStore } from "./repo-store.js";
import type { TokenAccess } from "./token-access.js";

/** What the handlers share. */
export interface Hub {
  readonly store: RepoStore;
  /** Where the emulator listens, for links to itself. */
  readonly origin: string;
  /** A link to a large file's content at the storage, which needs no token. */
  readonly linkTo: (sha256: string) => string;
  /** Files on one page of a tree. */
  readonly pageSize: number;
  /** The size above which a file's content is sent in parts. */
  readonly partBytes: number;
}

/** A request whose path matched a route. */
export interface HubRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Empty if it was received into a file. */
  readonly body: Buffer;
  /** The file that a large file's content was received into; undefined for other requests. */
  readonly upload: string | undefined;
  /** What the token of the request may do; undefined if it has none. */
  readonly access: TokenAccess | undefined;
  /** What the placeholders of the route's path match, decoded; "" for those it lacks. */
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
  readonly oid: string;
}

/** A response: its body is JSON or bytes, or empty. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Answers the requests of one route. Throws a `Refusal` if the Hub would refuse. */
export type Handler = (request: HubRequest, hub: Hub) => Answer;

export function send(response: ServerResponse, { status, json, bytes, headers }: Answer): void {
  const type = json === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? bytes : JSON.stringify(json));
}
