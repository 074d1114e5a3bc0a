import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { sendContent } from "./content-range.js";
import {
  DatasetStore,
  type StoredCommit,
  type StoredDataset,
  type StoredFile,
} from "./dataset-store.js";
import { answerWithFault, type Fault, type Stage } from "./faults.js";
import { closeServer, listen } from "./loopback-server.js";
import { type Answer, applyCommit, batch, preupload, refusal } from "./uploads.js";

/** Options of {@link startHubEmulator}. */
export interface HubEmulatorOptions {
  /** Keeps the datasets and their contents. */
  readonly folder: string;
  /** The one token that may do anything. @default "hf_emulated" */
  readonly token?: string;
  /** Files on a page of a tree. @default 1000 */
  readonly pageSize?: number;
  /** Contents above this are sent in parts of it. @default 5 MiB */
  readonly partBytes?: number;
}

/** A running emulator. */
export interface HubEmulator extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`; give it as the Hub's endpoint. */
  readonly url: string;
  readonly token: string;
  /** Every request so far: its method and path. */
  readonly requests: readonly string[];
  /** The next request of a stage meets this fault; several calls queue up. */
  failNext(stage: Stage, fault: Fault): void;
  /** The commits of a dataset's branch, newest first. */
  commits(dataset: string, branch?: string): readonly StoredCommit[];
  /** Adds a commit that another writer makes. */
  commitAs(dataset: string, path: string, content: Uint8Array): void;
  close(): Promise<void>;
}

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly body: Buffer;
  readonly headers: IncomingMessage["headers"];
}

/** Starts the Hub's protocol for datasets on 127.0.0.1, any free port. */
export async function startHubEmulator(options: HubEmulatorOptions): Promise<HubEmulator> {
  const { token = "hf_emulated", pageSize = 1000, partBytes = 5 * 1024 * 1024 } = options;
  const store = new DatasetStore(options.folder);
  const requests: string[] = [];
  const faults = new Map<Stage, Fault[]>();
  const parts = new Map<string, Buffer[]>();
  let origin = "";

  const atRevision = (
    name: string,
    revision: string,
  ): { readonly dataset: StoredDataset; readonly commit: StoredCommit } | Answer => {
    const dataset = store.get(name);
    if (dataset === undefined) return refusal(404, "Repository not found", "RepoNotFound");
    const commit = store.at(dataset, revision);
    return commit === undefined
      ? refusal(404, `Invalid rev id: ${revision}`, "RevisionNotFound")
      : { dataset, commit };
  };

  const create = ({ body }: Request): Answer => {
    const { organization, name, visibility } = JSON.parse(String(body));
    const id = `${organization}/${name}`;
    if (store.get(id) !== undefined) return refusal(409, "You already created this dataset repo");
    store.create(id, visibility === "private");
    return { status: 200, json: { url: `${origin}/datasets/${id}`, id } };
  };

  const info = (name: string, revision: string): Answer => {
    const found = atRevision(name, revision);
    if ("status" in found) return found;
    const { dataset, commit } = found;
    return {
      status: 200,
      json: {
        _id: name,
        id: name,
        sha: commit.oid,
        private: dataset.private,
        downloads: 0,
        likes: 0,
        gated: false,
        lastModified: commit.date,
      },
    };
  };

  const tree = (name: string, rest: string, { url }: Request): Answer => {
    const [revision = "", ...folders] = rest.split("/").map(decodeURIComponent);
    const found = atRevision(name, revision);
    if ("status" in found) return found;
    const prefix = folders.length === 0 ? "" : `${folders.join("/")}/`;
    const below = Object.keys(found.commit.files)
      .filter((path) => path.startsWith(prefix))
      .sort();
    if (below.length === 0 && prefix !== "") {
      return refusal(404, `${prefix} does not exist on "${revision}"`, "EntryNotFound");
    }
    const start = Number(url.searchParams.get("cursor") ?? 0);
    const next = new URL(url);
    next.searchParams.set("cursor", String(start + pageSize));
    const isLast = start + pageSize >= below.length;
    return {
      status: 200,
      json: below
        .slice(start, start + pageSize)
        .map((path) => entry(path, found.commit.files[path])),
      headers: isLast ? {} : { link: `<${next}>; rel="next"` },
    };
  };

  const pathsInfo = (name: string, revision: string, { body }: Request): Answer => {
    const found = atRevision(name, revision);
    if ("status" in found) return found;
    const { files } = found.commit;
    const { paths }: { paths: string[] } = JSON.parse(String(body));
    const present = paths.filter((path) => files[path] !== undefined);
    return { status: 200, json: present.map((path) => entry(path, files[path])) };
  };

  const commit = (name: string, branch: string, { body }: Request): Answer => {
    const found = atRevision(name, branch);
    if ("status" in found) return found;
    const [header, ...lines] = String(body)
      .split("\n")
      .map((line) => JSON.parse(line));
    const { summary, parentCommit } = header.value;
    if (parentCommit !== undefined && parentCommit !== found.commit.oid) {
      return refusal(412, "A commit has happened since. Please refresh and try again.");
    }
    const files = applyCommit(store, found.commit.files, lines);
    if (files === undefined) return refusal(400, "A large file's content was not uploaded");
    const { branches } = store.commit(name, found.dataset, branch, summary, files);
    const oid = branches[branch];
    const commitUrl = `${origin}/datasets/${name}/commit/${oid}`;
    return { status: 200, json: { success: true, commitOid: oid, commitUrl, hookOutput: "" } };
  };

  const storeContent = ({ method, url, body }: Request): Answer => {
    const oid = url.pathname.split("/").at(-1) ?? "";
    const received = parts.get(oid) ?? [];
    if (method === "PUT" && url.searchParams.has("part")) {
      received[Number(url.searchParams.get("part")) - 1] = body;
      parts.set(oid, received);
      return { status: 200, headers: { etag: `"${received.length}"` } };
    }
    const content = method === "PUT" ? body : Buffer.concat(received);
    return store.putContent(content) === oid
      ? { status: 200, json: {} }
      : refusal(400, "The content has another SHA-256 than was announced");
  };

  const resolve = (
    name: string,
    rest: string,
    request: Request,
    response: ServerResponse,
  ): void => {
    const [revision = "", ...path] = rest.split("/").map(decodeURIComponent);
    const found = atRevision(name, revision);
    const file = "status" in found ? undefined : found.commit.files[path.join("/")];
    if ("status" in found || file === undefined) {
      send(response, "status" in found ? found : refusal(404, "Entry not found", "EntryNotFound"));
      return;
    }
    const { range } = request.headers;
    sendContent(response, store.contentOf(file), {
      range,
      isHead: request.method === "HEAD",
      headers: { etag: `"${file.lfs?.oid ?? file.oid}"`, "x-repo-commit": found.commit.oid },
    });
  };

  /** The stage of a request and what answers it. */
  const route = (
    request: Request,
    response: ServerResponse,
  ): [Stage, () => Answer | undefined] | undefined => {
    const { pathname } = request.url;
    if (pathname === "/api/whoami-v2") {
      const auth = {
        type: "access_token",
        accessToken: { displayName: "emulated", role: "write" },
      };
      return ["whoami", () => ({ status: 200, json: { type: "user", name: "me", auth } })];
    }
    if (pathname === "/api/repos/create") return ["create", () => create(request)];
    if (pathname.startsWith("/lfs-storage/")) return ["put", () => storeContent(request)];
    const lfs = /^\/datasets\/([^/]+\/[^/]+)\.git\/info\/lfs\/objects\/batch$/.exec(pathname);
    if (lfs !== null) {
      return ["batch", () => batch(store, JSON.parse(String(request.body)), origin, partBytes)];
    }
    const file = /^\/datasets\/([^/]+\/[^/]+)\/resolve\/(.+)$/.exec(pathname);
    if (file !== null) {
      const [, name = "", rest = ""] = file;
      return ["resolve", () => void resolve(name, rest, request, response)];
    }
    const [, name = "", verb = "revision", rest = "HEAD"] =
      /^\/api\/datasets\/([^/]+\/[^/]+)(?:\/([a-z-]+)\/(.+))?$/.exec(pathname) ?? [];
    if (name === "") return undefined;
    const revision = decodeURIComponent(rest);
    if (verb === "revision") return ["info", () => info(name, revision)];
    if (verb === "tree") return ["tree", () => tree(name, rest, request)];
    if (verb === "paths-info") return ["paths-info", () => pathsInfo(name, revision, request)];
    if (verb === "preupload")
      return ["preupload", () => preupload(JSON.parse(String(request.body)))];
    if (verb === "commit") return ["commit", () => commit(name, revision, request)];
    return undefined;
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? "/", origin);
    requests.push(`${incoming.method} ${incoming.url}`);
    const { headers, method = "GET" } = incoming;
    const request = { method, url, body: await buffer(incoming), headers };
    const [stage, act] = route(request, response) ?? [];
    if (stage === undefined || act === undefined) return send(response, refusal(404, "Not found"));
    const fault = faults.get(stage)?.shift();
    if (fault !== undefined && fault !== "lost-response") return answerWithFault(fault, response);
    // Storage links are signed ones: they carry their own permission.
    const isAllowed = stage === "put" || headers.authorization === `Bearer ${token}`;
    if (!isAllowed)
      return send(response, refusal(401, "Invalid credentials in Authorization header"));
    const result = act();
    if (fault === "lost-response") response.socket?.destroy();
    else if (result !== undefined) send(response, result);
  };

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  origin = await listen(server);
  const close = (): Promise<void> => closeServer(server);
  return {
    url: origin,
    token,
    requests,
    failNext: (stage, fault) => {
      faults.set(stage, [...(faults.get(stage) ?? []), fault]);
    },
    commits: (name, branch = "main") => {
      const dataset = store.get(name);
      const found: StoredCommit[] = [];
      let oid = dataset?.branches[branch];
      while (dataset !== undefined && oid !== undefined) {
        const at: StoredCommit | undefined = dataset.commits[oid];
        if (at !== undefined) found.push(at);
        oid = at?.parent;
      }
      return found;
    },
    commitAs: (name, path, content) => {
      const found = atRevision(name, "main");
      if ("status" in found) throw new TypeError(`no dataset ${name}`);
      store.putContent(content);
      const oid = {
        key: "file",
        value: { path, content: Buffer.from(content).toString("base64") },
      };
      const files = applyCommit(store, found.commit.files, [oid]) ?? {};
      store.commit(name, found.dataset, "main", "another writer's", files);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function entry(path: string, file: StoredFile | undefined): unknown {
  return { type: "file", path, ...file };
}

function send(response: ServerResponse, { status, json, headers }: Answer): void {
  const type = json === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...type, ...headers });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}
