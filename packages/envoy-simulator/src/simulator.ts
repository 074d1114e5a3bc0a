import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { generate } from "selfsigned";
import { answerWithFault, type Fault } from "./faults.js";
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
}

/** A running gateway. */
export interface Simulator {
  readonly host: string;
  readonly port: number;
  /** A token the gateway accepts. */
  readonly token: string;
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
  const pems = await generate([{ name: "commonName", value: serialNumber }], {
    keyType: "ec",
    algorithm: "sha256",
  });
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
    if (path === "/info") return Buffer.from(infoPage(serialNumber, now()));
    if (path === "/ivp/pdm/device_data") return Buffer.from(deviceDataPage(site.reportsAt(now())));
    if (path === "/api/v1/production/inverters") {
      return Buffer.from(invertersPage(site.reportsAt(now())));
    }
    return undefined;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    requests.push(`${request.method} ${path}`);
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
    const body = page(path);
    const fault = path === "/info" ? undefined : faults.shift();
    if (fault !== undefined) return answerWithFault(fault, response, body ?? Buffer.alloc(0));
    if (body === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": contentType(path) }).end(body);
  };

  const server = createServer({ key: pems.private, cert: pems.cert }, (request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  const close = (): Promise<void> => closeServer(server);
  return {
    host,
    port: await listen(server, port, host),
    token: issueToken(key, serialNumber, Math.floor(now()) + 365 * 86_400),
    requests,
    failNext: (fault) => {
      faults.push(fault);
    },
    dropConnections: () => server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function contentType(path: string): string {
  return path === "/info" ? "text/xml" : "application/json";
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
