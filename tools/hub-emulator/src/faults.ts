import type { ServerResponse } from "node:http";

/** The kinds of request that a fault can meet. */
export type Stage =
  | "whoami"
  | "create"
  | "info"
  | "auth-check"
  | "commits"
  | "tree"
  | "paths-info"
  | "preupload"
  | "batch"
  | "put"
  | "commit"
  | "squash"
  | "resolve"
  | "storage";

/**
 * What the Hub may do instead of answering:
 * - a status, with headers and a body of its own
 * - `stall`: takes the request and never answers · `reset`: breaks off the connection
 * - `lost-response`: does what was asked, and breaks off the connection before it says so
 * - `quota`: the 429 for too many commits, whose `retry-after` is far too short
 */
export type Fault =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | "stall"
  | "reset"
  | "lost-response"
  | "quota";

const quotaMessage =
  "You have exceeded our hourly quotas for action: commit. We invite you to retry in about 1 hour.";

/** Answers with a fault; "lost-response" is left to the caller, who has to answer first. */
export function answerWithFault(
  fault: Exclude<Fault, "lost-response">,
  response: ServerResponse,
): void {
  if (fault === "stall") return;
  if (fault === "reset") {
    response.socket?.destroy();
    return;
  }
  const { status, headers, body } =
    fault === "quota"
      ? {
          status: 429,
          headers: { "content-type": "application/json", "retry-after": "3" },
          body: JSON.stringify({ error: quotaMessage }),
        }
      : fault;
  response.writeHead(status, headers).end(body);
}
