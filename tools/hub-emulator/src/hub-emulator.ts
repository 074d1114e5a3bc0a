import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { applyChanges, type Change, fileChange } from "./commits.js";
import { allowOrigin, answerPreflight } from "./cors.js";
import { answerWithFault, type Fault, type Stage } from "./faults.js";
import { type Answer, type Hub, type HubRequest, send } from "./handler.js";
import { type LoopbackServer, startLoopbackServer } from "./loopback-server.js";
import { Refusal } from "./refusal.js";
import { RepoStore, type StoredCommit } from "./repo-store.js";
import { findRoute, type MatchedRoute } from "./routes.js";
import { startSpacePage } from "./space-page.js";
import { startStorage } from "./storage.js";
import type { TokenAccess } from "./token-access.js";

/** Options of {@link startHubEmulator}. */
export interface HubEmulatorOptions {
  /** Holds the repositories and the contents of their files. */
  readonly folder: string;
  /** The one token, of the account "me". @default "hf_emulated" */
  readonly token?: string;
  /** What the token may do. @default "write", to the repositories of its account */
  readonly access?: TokenAccess;
  /** Files on one page of a tree. @default 1000 */
  readonly pageSize?: number;
  /** The size above which a file's content is sent in parts of this size. @default 5 MiB */
  readonly partBytes?: number;
  /** How long a link to the storage is good for. @default 3_600_000 (1 hour) */
  readonly linkLifetimeMs?: number;
  /** The storage refuses preflights and HEAD, so that a browser gets a large file only by a plain GET. @default false */
  readonly isStorageGetOnly?: boolean;
}

/** A running emulator. Repositories are named as by @huggingface/hub, but a dataset without its type: "me/solar", "spaces/me/page". */
export interface HubEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`; give it as the Hub's endpoint. */
  readonly url: string;
  /** The origin of the storage, where `url` redirects to for large files. */
  readonly storageUrl: string;
  readonly token: string;
  /** The method and path of every request to the Hub so far, and the method and URL of those to the storage. */
  readonly requests: readonly string[];
  /** The next request of a stage meets this fault; several calls queue up. */
  failNext(stage: Stage, fault: Fault): void;
  /** The commits of a repository's branch, newest first. */
  commits(repo: string, branch?: string): readonly StoredCommit[];
  /** Adds a commit to the main branch, as another writer would. */
  commitAs(repo: string, path: string, content: Uint8Array): void;
  /** Deletes a file of the main branch, as another writer would. */
  deleteAs(repo: string, path: string): void;
  /** The origin where a static Space's page is: one for each Space, which answers from the first call on. */
  spacePage(space: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the Hub's protocol for datasets and Spaces on 127.0.0.1, any free ports: the Hub, and the storage that it redirects to. */
export async function startHubEmulator(options: HubEmulatorOptions): Promise<HubEmulator> {
  const { token = "hf_emulated", access = "write" } = options;
  const { pageSize = 1000, partBytes = 5 * 1024 * 1024 } = options;
  const { linkLifetimeMs = 3_600_000, isStorageGetOnly: isGetOnly = false } = options;
  const store = new RepoStore(options.folder);
  const requests: string[] = [];
  const faults = new Map<Stage, Fault[]>();
  const pages = new Map<string, Promise<LoopbackServer>>();
  const takeFault = (stage: Stage): Fault | undefined => faults.get(stage)?.shift();

  const storage = await startStorage({
    store,
    linkLifetimeMs,
    isGetOnly,
    takeFault: () => takeFault("storage"),
    onRequest: ({ method, url }) => requests.push(`${method} ${storage.origin}${url}`),
  });
  const server = await startLoopbackServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    allowOrigin(request, response, server.origin);
    if (request.method === "OPTIONS") answerPreflight(request, response);
    else await answer(request, response);
  });
  const { origin } = server;
  const { linkTo } = storage;
  const hub: Hub = { store, origin, linkTo, pageSize, partBytes };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", headers } = incoming;
    const url = new URL(incoming.url ?? "/", origin);
    const route = findRoute(method, url.pathname);
    const isUpload = route?.stage === "put" && method === "PUT";
    const upload = isUpload ? await store.contents.receive(incoming) : undefined;
    const body = isUpload ? Buffer.alloc(0) : await buffer(incoming);
    const fault = route === undefined ? undefined : takeFault(route.stage);
    if (fault !== undefined && fault !== "lost-response") return answerWithFault(fault, response);
    const asked = { method, url, headers, body, upload };
    const result = answerOf(route, asked, hub, { token, access });
    if (fault === "lost-response") response.socket?.destroy();
    else send(response, result);
  }

  function commitAs(name: string, change: Change): void {
    const repo = store.get(name);
    if (repo === undefined) throw new TypeError(`There is no repository ${name}.`);
    const { files } = store.commitAt(repo, "main") ?? { files: {} };
    store.commit(name, repo, "main", "another writer's", applyChanges(store, files, [change]));
  }

  const close = async (): Promise<void> => {
    const opened = await Promise.all(pages.values());
    await Promise.all([server, storage, ...opened].map((each) => each.close()));
  };
  return {
    url: origin,
    storageUrl: storage.origin,
    token,
    requests,
    failNext: (stage, fault) => {
      faults.set(stage, [...(faults.get(stage) ?? []), fault]);
    },
    commits: (name, branch = "main") => store.history(withType(name), branch),
    commitAs: (name, path, content) => {
      commitAs(withType(name), fileChange(store, path, content));
    },
    deleteAs: (name, path) => {
      commitAs(withType(name), { key: "deletedFile", value: { path } });
    },
    spacePage: async (space) => {
      const name = space.replace(/^(spaces\/)?/, "spaces/");
      const page = pages.get(name) ?? startSpacePage(store, name);
      pages.set(name, page);
      return (await page).origin;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function withType(name: string): string {
  return name.split("/").length === 2 ? `datasets/${name}` : name;
}

/** What the Hub answers; a refusal is an answer too. */
function answerOf(
  route: MatchedRoute | undefined,
  request: Pick<HubRequest, "method" | "url" | "headers" | "body" | "upload">,
  hub: Hub,
  known: { readonly token: string; readonly access: TokenAccess },
): Answer {
  try {
    if (route === undefined) throw new Refusal(404, "Not found");
    const { authorization } = request.headers;
    // Links for uploads are signed: they carry their own permission.
    if (route.stage !== "put" && authorization !== undefined) {
      const isKnown = authorization === `Bearer ${known.token}`;
      if (!isKnown) throw new Refusal(401, "Invalid credentials in Authorization header");
    }
    const access = authorization === undefined ? undefined : known.access;
    return route.handler({ ...request, ...route.place, access }, hub);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}
