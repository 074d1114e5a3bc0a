import type { IncomingHttpHeaders } from "node:http";
import type { DatasetStore } from "./dataset-store.js";
import type { TokenAccess } from "./token-access.js";

/** What the handlers share. */
export interface Hub {
  readonly store: DatasetStore;
  readonly access: TokenAccess;
  /** Where the emulator listens, for links to itself. */
  readonly origin: string;
  /** Files on one page of a tree. */
  readonly pageSize: number;
  /** The size above which a file's content is sent in parts. */
  readonly partBytes: number;
  /** The parts received of each content that is not complete yet, by its SHA-256. */
  readonly parts: Map<string, Buffer[]>;
}

/** A request whose path matched a route. */
export interface HubRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What the placeholders of the route's path match, decoded; "" for those it lacks. */
  readonly dataset: string;
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
