import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { closeServer, listen } from "./listening.js";

/** Options of {@link startCloud}. */
export interface CloudOptions {
  /** @default "owner@example.com" */
  readonly username?: string;
  /** @default "correct horse" */
  readonly password?: string;
  /** What issues a token for each of the account's gateways, by serial number. */
  readonly gateways: ReadonlyMap<string, () => string>;
}

/** How a login may fail. */
export type CloudFault = "multi-factor" | "too-many-sessions" | "unavailable" | "html";

/** A running substitute for Enlighten (login) and Entrez (tokens). */
export interface Cloud extends AsyncDisposable {
  /** Give it as the origin of both hosts. */
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  /** How many logins were tried so far. */
  readonly logins: number;
  /** Makes the next login fail in this way; several calls queue up. */
  failNext(fault: CloudFault): void;
  close(): Promise<void>;
}

/** Starts one HTTP server on loopback that answers for both of Enphase's cloud hosts. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { username = "owner@example.com", password = "correct horse", gateways } = options;
  const faults: CloudFault[] = [];
  const sessions = new Set<string>();
  let logins = 0;

  const login = (body: string): Reply => {
    logins++;
    const fault = faults.shift();
    if (fault !== undefined) return faultReply(fault);
    const form = new URLSearchParams(body);
    if (form.get("user[email]") !== username || form.get("user[password]") !== password) {
      return { status: 401, body: '{"message":"Invalid email or password"}' };
    }
    const session = randomBytes(16).toString("hex");
    sessions.add(session);
    return { status: 200, body: JSON.stringify({ message: "success", session_id: session }) };
  };

  const token = (body: string): Reply => {
    const json: unknown = JSON.parse(body);
    const fields = new Map(Object.entries(json ?? {}));
    if (!sessions.has(String(fields.get("session_id")))) {
      return { status: 401, body: "Invalid session" };
    }
    const issue = gateways.get(String(fields.get("serial_num")));
    return issue === undefined
      ? { status: 403, body: "Not your gateway" }
      : { status: 200, body: `${issue()}\n` };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const { url } = request;
    const reply =
      url === "/login/login.json"
        ? login(body)
        : url === "/tokens"
          ? token(body)
          : { status: 404, body: "" };
    response.writeHead(reply.status).end(reply.body);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const port = await listen(server, 0, "127.0.0.1");
  const close = (): Promise<void> => closeServer(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    username,
    password,
    get logins() {
      return logins;
    },
    failNext: (fault) => {
      faults.push(fault);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface Reply {
  readonly status: number;
  readonly body: string;
}

function faultReply(fault: CloudFault): Reply {
  switch (fault) {
    case "multi-factor":
      // Enlighten's answer if the account has multi-factor login: no session.
      return { status: 200, body: '{"success":true,"isBlocked":false}' };
    case "too-many-sessions":
      return { status: 200, body: '{"message":"Too many active sessions"}' };
    case "unavailable":
      return { status: 503, body: "" };
    case "html":
      return { status: 200, body: "<html>Maintenance</html>" };
  }
}
