import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { applyChanges } from "./commits.js";
import { DatasetStore, type StoredCommit } from "./dataset-store.js";
import { answerWithFault, type Fault, type Stage } from "./faults.js";
import type { Answer, Hub, HubRequest } from "./handler.js";
import { closeServer, listen } from "./loopback-server.js";
import { Refusal } from "./refusal.js";
import { findRoute, type MatchedRoute } from "./routes.js";
import type { TokenAccess } from "./token-access.js";

/** Options of {@link startHubEmulator}. */
export interface HubEmulatorOptions {
  /** Holds the datasets and the contents of their files. */
  readonly folder: string;
  /** The one token, of the account "me". @default "hf_emulated" */
  readonly token?: string;
  /** What the token may do. @default "write", to the datasets of its account */
  readonly access?: TokenAccess;
  /** Files on one page of a tree. @default 1000 */
  readonly pageSize?: number;
  /** The size above which a file's content is sent in parts of this size. @default 5 MiB */
  readonly partBytes?: number;
}

/** A running emulator. */
export interface HubEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`; give it as the Hub's endpoint. */
  readonly url: string;
  readonly token: string;
  /** The method and path of every request so far. */
  readonly requests: readonly string[];
  /** The next request of a stage meets this fault; several calls queue up. */
  failNext(stage: Stage, fault: Fault): void;
  /** The commits of a dataset's branch, newest first. */
  commits(dataset: string, branch?: string): readonly StoredCommit[];
  /** Adds a commit to the main branch, as another writer would. */
  commitAs(dataset: string, path: string, content: Uint8Array): void;
  close(): Promise<void>;
}

/** Starts the Hub's protocol for datasets on 127.0.0.1, any free port. */
export async function startHubEmulator(options: HubEmulatorOptions): Promise<HubEmulator> {
  const { token = "hf_emulated", access = "write" } = options;
  const { pageSize = 1000, partBytes = 5 * 1024 * 1024 } = options;
  const store = new DatasetStore(options.folder);
  const requests: string[] = [];
  const faults = new Map<Stage, Fault[]>();

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response).catch(() => response.destroy());
  });
  const origin = await listen(server);
  const hub: Hub = { store, access, origin, pageSize, partBytes, parts: new Map() };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = incoming;
    const url = new URL(incoming.url ?? "/", origin);
    const body = await buffer(incoming);
    const route = findRoute(method, url.pathname);
    const fault = route === undefined ? undefined : faults.get(route.stage)?.shift();
    if (fault !== undefined && fault !== "lost-response") return answerWithFault(fault, response);
    const result = answerOf(route, { method, url, headers, body }, hub, token);
    if (fault === "lost-response") response.socket?.destroy();
    else send(response, result);
  }

  const close = (): Promise<void> => closeServer(server);
  return {
    url: origin,
    token,
    requests,
    failNext: (stage, fault) => {
      faults.set(stage, [...(faults.get(stage) ?? []), fault]);
    },
    commits: (dataset, branch = "main") => store.history(dataset, branch),
    commitAs: (name, path, content) => {
      const dataset = store.get(name);
      if (dataset === undefined) throw new TypeError(`There is no dataset ${name}.`);
      const value = { path, content: Buffer.from(content).toString("base64") };
      const { files } = store.commitAt(dataset, "main") ?? { files: {} };
      const changed = applyChanges(store, files, [{ key: "file", value }]);
      store.commit(name, dataset, "main", "another writer's", changed);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What the Hub answers; a refusal is an answer too. */
function answerOf(
  route: MatchedRoute | undefined,
  request: Pick<HubRequest, "method" | "url" | "headers" | "body">,
  hub: Hub,
  token: string,
): Answer {
  try {
    if (route === undefined) throw new Refusal(404, "Not found");
    // Storage links are signed: they carry their own permission.
    const isAllowed = route.stage === "put" || request.headers.authorization === `Bearer ${token}`;
    if (!isAllowed) throw new Refusal(401, "Invalid credentials in Authorization header");
    return route.handler({ ...request, ...route.place }, hub);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function send(response: ServerResponse, { status, json, bytes, headers }: Answer): void {
  const type = json === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? bytes : JSON.stringify(json));
}
