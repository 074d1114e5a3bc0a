import { randomBytes } from "node:crypto";
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer } from "node:https";
import { generate } from "selfsigned";
import { DigestCheck } from "./digest.js";
import { answerWithFault, type Fault } from "./faults.js";
import { closeServer, listen } from "./listening.js";
import { deviceDataPage, infoPage, invertersPage } from "./pages.js";
import { endpointName, type Replay } from "./replay.js";
import { createSolarDay, type SolarDay } from "./solar-day.js";
import { isAuthorized, issueToken } from "./token.js";

/** Options of {@link startSimulator}. */
export interface SimulatorOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** The simulated site. @default createSolarDay() */
  readonly site?: SolarDay;
  /** Recorded answers to serve instead of a simulated site (readReplay). */
  readonly replay?: Replay;
  /** The gateway's clock in seconds since 1970. @default the machine's clock */
  readonly now?: () => number;
  /** @default "122333444555" */
  readonly serialNumber?: string;
  /** Data wants a session cookie beside the token, as one project reports of `/ivp/*`. @default false */
  readonly requireCookie?: boolean;
  /**
   * "token" over https, as firmware 7 and later; "digest" over http, as firmware before:
   * user "envoy", the last six digits of the serial number as password. @default "token"
   */
  readonly login?: "token" | "digest";
  /** Of a token, in seconds since 1970. @default a year from now on */
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
  /** A token the gateway accepts. */
  readonly token: string;
  /** Another token, as Enphase's cloud gives them. `expires` in seconds since 1970. */
  issueToken(expires?: number): string;
  /** Shows another self-signed certificate from the next connection on, as gateways do about once a year. */
  rotateCertificate(): Promise<void>;
  /** Every request so far: its method and path. */
  readonly requests: readonly string[];
  /** The next request for data meets this fault; several calls queue up. */
  failNext(fault: Fault): void;
  /** Breaks every open connection off, as a gateway does that restarts. */
  dropConnections(): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a simulated Enphase gateway over real HTTPS with a self-signed certificate of
 * its own and a token check. It listens on loopback unless told otherwise. Rejects with
 * Node's system errors (EADDRINUSE).
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", serialNumber = "122333444555" } = options;
  const { now = () => Date.now() / 1000, site = createSolarDay() } = options;
  const key = randomBytes(32).toString("hex");
  const session = randomBytes(16).toString("hex");
  const { login = "token", tokenRole = "owner" } = options;
  const { tokenExpires = Math.floor(now()) + 365 * 86_400 } = options;
  const digest = new DigestCheck("envoy", serialNumber.slice(-6));
  const requests: string[] = [];
  const faults: Fault[] = [];
  const turns = new Map<string, number>();

  const page = (path: string): Uint8Array | undefined => {
    if (options.replay !== undefined) {
      const name = endpointName(path);
      const bodies = options.replay.get(name);
      const turn = turns.get(name) ?? 0;
      turns.set(name, turn + 1);
      return bodies?.[turn % bodies.length];
    }
    if (path === "/info") return Buffer.from(infoPage(serialNumber, now(), login));
    if (path === "/ivp/pdm/device_data") return Buffer.from(deviceDataPage(site.reportsAt(now())));
    if (path === "/api/v1/production/inverters") {
      return Buffer.from(invertersPage(site.reportsAt(now())));
    }
    return undefined;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    requests.push(`${request.method} ${path}`);
    if (login === "digest") {
      const { authorization } = request.headers;
      if (path !== "/info" && !digest.isAuthorized(authorization, request.method ?? "", path)) {
        response.writeHead(401, { "www-authenticate": digest.challenge() }).end();
        return;
      }
      return sendPage(path, response);
    }
    const authorized = isAuthorized(request.headers.authorization, key, now());
    if (path === "/auth/check_jwt") {
      if (!authorized) response.writeHead(401).end();
      else
        response
          .writeHead(200, { "set-cookie": `sessionId=${session}; Path=/` })
          .end("Valid token");
      return;
    }
    if (path !== "/info") {
      const hasCookie = request.headers.cookie?.includes(`sessionId=${session}`) ?? false;
      if (!authorized || (options.requireCookie === true && !hasCookie)) {
        response.writeHead(401).end();
        return;
      }
    }
    return sendPage(path, response);
  };

  const sendPage = async (path: string, response: ServerResponse): Promise<void> => {
    const body = page(path);
    const fault = path === "/info" ? undefined : faults.shift();
    if (fault !== undefined) return answerWithFault(fault, response, body ?? Buffer.alloc(0));
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": contentType(path) }).end(body);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  };
  const secure =
    login === "token" ? createServer(await newCertificate(serialNumber), listener) : undefined;
  const server = secure ?? createPlainServer(listener);
  const issue = (expires = tokenExpires): string =>
    issueToken(key, serialNumber, expires, tokenRole);
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
    failNext: (fault) => {
      faults.push(fault);
    },
    dropConnections: () => server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A certificate as gateways have: self-signed, no SAN, the serial number as common name. */
async function newCertificate(serialNumber: string): Promise<{ key: string; cert: string }> {
  const { private: key, cert } = await generate([{ name: "commonName", value: serialNumber }], {
    keyType: "ec",
    algorithm: "sha256",
  });
  return { key, cert };
}

function contentType(path: string): string {
  return path === "/info" ? "text/xml" : "application/json";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
