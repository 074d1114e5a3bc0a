import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Config } from "../config/config.js";
import { type Manifest, manifestText } from "../manifest/manifest.js";
import { Answer } from "./answer.js";
import { openFile, sha256Of } from "./open-file.js";
import type { IsAllowedHost } from "./own-hosts.js";
import type { PageFile } from "./page-files.js";
import { parquetFile } from "./parquet-routes.js";
import { refusalOf } from "./request-rules.js";

/** What the server answers with. */
export interface ServedSite {
  readonly config: Pick<Config, "parquetArchive" | "tablesFolder">;
  readonly page: ReadonlyMap<string, PageFile>;
  readonly isAllowedHost: IsAllowedHost;
  readonly manifest: () => Promise<Manifest>;
  /** Told of a request that failed for a reason of this machine's. */
  readonly onError: (error: unknown) => void;
}

/** More than the browsers of a household open; each may hold a file open. */
const maxConnections = 128;

/** How long a client may take to ask, and to take the next part of an answer, in milliseconds. */
const patienceMs = 30_000;

/** A server of the page, the manifest and the Parquet files, which does not listen yet. */
export function siteServer(site: ServedSite): Server {
  const server = createServer(
    { requestTimeout: patienceMs, headersTimeout: patienceMs, maxHeaderSize: 16_384 },
    (request, response) => {
      // Browsers end connections as they like.
      response.on("error", () => undefined);
      answer(site, request, response).catch((error: unknown) => {
        const isGone = request.socket.destroyed;
        response.destroy();
        if (!isGone) site.onError(error);
      });
    },
  );
  server.maxConnections = maxConnections;
  server.setTimeout(patienceMs);
  return server;
}

async function answer(
  site: ServedSite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = new Answer(request, response);
  const [rawPath = "", query = ""] = (request.url ?? "").split("?", 2);
  const path = decodedPath(rawPath);
  const refusal = refusalOf(request, path ?? "", site.isAllowedHost);
  if (refusal !== undefined) {
    const allow = refusal.status === 405 ? { allow: "GET, HEAD" } : {};
    return reply.refuse(refusal.status, refusal.message, allow);
  }
  if (path === undefined) return reply.refuse(400, "This is no path.");
  if (path === "/manifest.json") {
    const manifest = await site.manifest();
    return reply.json(manifestText(manifest), manifestText({ ...manifest, made_at: "" }));
  }
  const file = site.page.get(path);
  if (file !== undefined) return reply.page(file);
  return answerParquet(site, reply, path, new URLSearchParams(query).get("sha256"));
}

/** A file of the archive. If a hash is given, the file on disk must still have it. */
async function answerParquet(
  { config }: ServedSite,
  reply: Answer,
  path: string,
  sha256: string | null,
): Promise<void> {
  const served = parquetFile(config, path);
  await using open = served && (await openFile(served));
  if (open === undefined) return reply.refuse(404, "There is no such file.");
  if (sha256 !== null && (await sha256Of(open)) !== sha256) {
    return reply.refuse(409, "The file has changed; read the manifest again.");
  }
  await reply.file(open, sha256 !== null);
}

/** Decoded once: what is encoded twice is no path of anything. Undefined if it cannot be decoded or is no path. */
function decodedPath(raw: string): string | undefined {
  try {
    return raw.startsWith("/") ? decodeURIComponent(raw) : undefined;
  } catch {
    return undefined;
  }
}
