import { randomBytes } from "node:crypto";
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import { newCertificate } from "./certificate.js";
import { DigestCheck } from "./digest.js";
import { answerWithFault, type Fault } from "./faults.js";
import { closeServer, listen } from "./listening.js";
import { sitePage } from "./pages/site-page.js";
import { notFoundPage, type Replay, replayedPages, replayedSerial } from "./replay.js";
import { createSite, type SimulatedSite } from "./site.js";
import { isAuthorized, issueToken, tokenLifetime } from "./token.js";

/** Options of {@link startSimulator}. */
export interface SimulatorOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** The simulated site. @default createSite() */
  readonly site?: SimulatedSite;
  /** Recorded answers to serve instead of a simulated site, from `readReplay`. */
  readonly replay?: Replay;
  /** The gateway's clock in seconds since 1970. @default the machine's clock */
  readonly now?: () => number;
  /** @default the one of the recorded `/info`, or "122333444555" */
  readonly serialNumber?: string;
  /** Pages need a session cookie as well as the token, as one project reports of `/ivp/*`. @default false */
  readonly requireCookie?: boolean;
  /**
   * "token" over https, as firmware 7 and later has it; "digest" over http, as firmware
   * before: the user is "envoy", and the last six digits of the serial number are the
   * password. @default "token"
   */
  readonly login?: "token" | "digest";
  /** Paths of pages that this gateway's firmware does not have: they answer 404. @default [] */
  readonly without?: readonly string[];
  /** When tokens expire, in seconds since 1970. @default a year after it starts, for an installer 12 hours */
  readonly tokenExpires?: number;
  /** "owner" or "installer". @default "owner" */
  readonly tokenRole?: string;
}

/** A running gateway. */
export interface Simulator {
  readonly host: string;
  readonly port: number;
  readonly protocol: "https" | "http";
  readonly serialNumber: string;
  /** A token that the gateway accepts. */
  readonly token: string;
  /** Issues another token, as Enphase's cloud does. Both times are in seconds since 1970; `issued` is now by default. */
  issueToken(expires?: number, issued?: number): string;
  /** Presents a new self-signed certificate from the next connection on, as gateways do about once a year. */
  rotateCertificate(): Promise<void>;
  /** The method and path of every request so far. */
  readonly requests: readonly string[];
  /**
   * The next authorised request for a page other than `/info` and `/auth/check_jwt`, or for the page at
   * `path` alone, meets this fault; several calls queue up.
   */
  failNext(fault: Fault, path?: string): void;
  /** Closes every open connection, as a restarting gateway does. */
  dropConnections(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a simulated Enphase gateway over real HTTPS, with a self-signed certificate of its
 * own and a token check, on loopback by default. Rejects with Node's system
 * errors (EADDRINUSE).
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1" } = options;
  const serialNumber = options.serialNumber ?? replayedSerial(options.replay) ?? "122333444555";
  const { now = () => Date.now() / 1000, site = createSite() } = options;
  const { login = "token", tokenRole = "owner", requireCookie = false, without = [] } = options;
  const { tokenExpires = Math.floor(now()) + tokenLifetime(tokenRole) } = options;
  const key = randomBytes(32).toString("hex");
  const session = `sessionId=${randomBytes(16).toString("hex")}`;
  const digest = new DigestCheck("envoy", serialNumber.slice(-6));
  const requests: string[] = [];
  const faults: { readonly fault: Fault; readonly path: string | undefined }[] = [];
  const nextFault = (path: string): Fault | undefined => {
    if (path === "/info") return undefined;
    const next = faults.findIndex((queued) => queued.path === undefined || queued.path === path);
    return next < 0 ? undefined : faults.splice(next, 1)[0]?.fault;
  };

  const simulatedPage = (path: string): Uint8Array | undefined => {
    const [pathname] = path.split("?", 1);
    if (pathname !== undefined && without.includes(pathname)) return undefined;
    const text = sitePage(path, { site, unixSeconds: now(), serialNumber, login });
    return text === undefined ? undefined : Buffer.from(text);
  };
  const replayedPage = options.replay && replayedPages(options.replay);
  const pageAt = (path: string): Uint8Array | undefined => {
    if (replayedPage === undefined) return simulatedPage(path);
    // Every gateway has this page, recorded or not.
    return replayedPage(path) ?? (path === "/info" ? simulatedPage(path) : undefined);
  };

  const mayRead = ({ method = "", headers }: IncomingMessage, path: string): boolean => {
    const { authorization, cookie = "" } = headers;
    if (path === "/info") return true;
    if (login === "digest") return digest.isAuthorized(authorization, method, path);
    const needsCookie = requireCookie && path !== "/auth/check_jwt";
    return isAuthorized(authorization, key, now()) && (!needsCookie || cookie.includes(session));
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = "/" } = request;
    requests.push(`${request.method} ${path}`);
    if (!mayRead(request, path)) {
      const challenge = login === "digest" ? { "www-authenticate": digest.challenge() } : {};
      response.writeHead(401, challenge).end();
      return;
    }
    if (login === "token" && path === "/auth/check_jwt") {
      response.writeHead(200, { "set-cookie": `${session}; Path=/` }).end("Valid token");
      return;
    }
    const page = pageAt(path);
    const fault = nextFault(path);
    if (fault !== undefined) return answerWithFault(fault, response, page ?? Buffer.alloc(0));
    if (page === undefined) response.writeHead(404, json).end(notFoundPage);
    else response.writeHead(200, { "content-type": contentType(path) }).end(page);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.destroy());
  };
  const secure =
    login === "token" ? createServer(await newCertificate(serialNumber), listener) : undefined;
  const server = secure ?? createPlainServer(listener);
  const issue = (expires = tokenExpires, issued = Math.floor(now())): string =>
    issueToken(key, { gatewaySerial: serialNumber, role: tokenRole, issued, expires });
  const close = (): Promise<void> => closeServer(server);
  return {
    host,
    port: await listen(server, port, host),
    protocol: secure === undefined ? "http" : "https",
    serialNumber,
    token: issue(),
    issueToken: issue,
    rotateCertificate: async () => {
      secure?.setSecureContext(await newCertificate(serialNumber));
      server.closeAllConnections();
    },
    requests,
    failNext: (fault, path) => {
      faults.push({ fault, path });
    },
    dropConnections: () => server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const json = { "content-type": "application/json" };

function contentType(path: string): string {
  return path === "/info" ? "text/xml" : "application/json";
}
