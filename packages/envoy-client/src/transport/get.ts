import { type Agent, request } from "undici";
import { EnvoyError, messageOf } from "../errors.js";
import { ConnectTimeout, HandshakeBroken } from "./gateway-connector.js";

/** The answer to one GET. */
export interface RawAnswer {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** `sessionId=...`, if the answer sets a session cookie. */
  readonly cookie: string | undefined;
  readonly location: string | undefined;
  /** `WWW-Authenticate`, if the answer asks for a login. */
  readonly challenge: string | undefined;
}

interface GetOptions {
  readonly agent: Agent;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Sends one GET and reads the whole answer. Redirects are not followed: the token must not reach another host. */
export async function get(options: GetOptions): Promise<RawAnswer> {
  const { agent, origin, path, headers, maxBytes, signal } = options;
  const url = origin + path;
  if (!path.startsWith("/")) throw new TypeError(`path should begin with "/", is "${path}"`);
  try {
    const answer = await request(url, { dispatcher: agent, headers, signal });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      const piece: Uint8Array = chunk;
      size += piece.byteLength;
      if (size > maxBytes) {
        throw new EnvoyError(
          "ERR_RESPONSE_TOO_LARGE",
          `${url} answered with more than ${maxBytes} bytes; the rest was not read, and nothing was kept.`,
          { url, status: answer.statusCode },
        );
      }
      chunks.push(piece);
    }
    return {
      status: answer.statusCode,
      bytes: Buffer.concat(chunks),
      cookie: sessionCookie(answer.headers["set-cookie"]),
      location: first(answer.headers["location"]),
      challenge: first(answer.headers["www-authenticate"]),
    };
  } catch (error) {
    if (error instanceof EnvoyError || signal.aborted) throw error;
    throw unreachable(error, url);
  }
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function sessionCookie(header: string | string[] | undefined): string | undefined {
  for (const cookie of [header ?? []].flat()) {
    const match = /^\s*(sessionId=[^;]+)/.exec(cookie);
    if (match !== null) return match[1];
  }
  return undefined;
}

/** The connection broke after it was established, as it does when a gateway restarts. */
export function isDropped(error: unknown): boolean {
  return ["ECONNRESET", "UND_ERR_SOCKET", "EPIPE"].includes(causeCode(error));
}

/** The connection broke before TLS was established: the port may not speak it. */
export function isHandshakeBroken(error: unknown): boolean {
  return error instanceof EnvoyError && error.cause instanceof HandshakeBroken;
}

/** What answered the TLS handshake does not speak TLS. Which code that has depends on Node's version. */
export function isNotTls(error: unknown): boolean {
  return notTls.includes(causeCode(error));
}

const notTls = ["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"];

function causeCode(error: unknown): string {
  return error instanceof EnvoyError ? codeOf(error.cause) : "";
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error && "code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

const advice: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing is listening there; are address and port right?",
  ENOTFOUND: "the host name is not known on this network",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "there is no route to that address; is the gateway on this network?",
  ENETUNREACH: "this machine has no network",
  ECONNRESET: "the gateway broke off the connection",
  UND_ERR_SOCKET: "the gateway broke off the connection",
  ...Object.fromEntries(
    notTls.map((code) => [code, "the answer is not TLS; firmware before 7 speaks http"]),
  ),
};

function unreachable(error: unknown, url: string): EnvoyError {
  const facts = { url, cause: error };
  if (error instanceof ConnectTimeout) {
    const question = error.isSilentHandshake
      ? "does it hang, or speak http, as firmware before 7 does?"
      : "is the gateway switched on and the address right?";
    const message = `No answer from ${url}: ${error.message}; ${question}`;
    return new EnvoyError("ERR_TIMEOUT", message, facts);
  }
  const code = codeOf(error);
  const detail = advice[code] ?? messageOf(error);
  const message = `No answer from ${url}: ${detail}${code && ` (${code})`}.`;
  return new EnvoyError("ERR_UNREACHABLE", message, facts);
}
