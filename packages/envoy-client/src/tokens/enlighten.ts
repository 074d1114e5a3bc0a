import { Agent, request } from "undici";
import { EnvoyError, messageOf } from "../errors.js";
import type { TokenSource } from "./token-keeper.js";

/** Options of {@link enlightenTokens}. */
export interface EnlightenOptions {
  /** The e-mail address of the Enphase account. */
  readonly username: string;
  readonly password: string;
  /** Where the password is sent: https, or http on this machine, for tests. @default "https://enlighten.enphaseenergy.com" */
  readonly loginOrigin?: string;
  /** Where the session is sent, likewise. @default "https://entrez.enphaseenergy.com" */
  readonly tokenOrigin?: string;
  /** The longest that the two requests together may take. @default 60_000 (1 minute) */
  readonly timeoutMs?: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Fetches tokens from Enphase's cloud with the owner's account: a login at Enlighten,
 * then the token from Entrez. Both hosts' certificates are verified. Use it through a
 * `TokenKeeper`: the cloud answers "Too many active sessions" to those who log in each time.
 * Throws `TypeError` if an origin would have the password or the session sent in clear text.
 */
export function enlightenTokens(options: EnlightenOptions): TokenSource {
  const { username, password, timeoutMs = 60_000 } = options;
  const { loginOrigin = "https://enlighten.enphaseenergy.com" } = options;
  const { tokenOrigin = "https://entrez.enphaseenergy.com" } = options;
  checkOrigin("loginOrigin", loginOrigin);
  checkOrigin("tokenOrigin", tokenOrigin);
  return {
    fetchToken: async (gatewaySerial, signal) => {
      await using agent = new CloudAgent(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
      const form = new URLSearchParams({ "user[email]": username, "user[password]": password });
      const login = await agent.post(`${loginOrigin}/login/login.json`, {
        type: "application/x-www-form-urlencoded",
        body: form.toString(),
      });
      const sessionId = sessionOf(login, loginOrigin);
      const body = JSON.stringify({ session_id: sessionId, serial_num: gatewaySerial, username });
      const tokens = await agent.post(`${tokenOrigin}/tokens`, { type: "application/json", body });
      return tokenOf(tokens, tokenOrigin, gatewaySerial);
    },
  };
}

/** Hosts that name this machine, whose traffic does not leave it. */
const loopback: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

function checkOrigin(name: string, origin: string): void {
  if (URL.canParse(origin)) {
    const { protocol, hostname } = new URL(origin);
    if (protocol === "https:" || (protocol === "http:" && loopback.has(hostname))) return;
  }
  throw new TypeError(
    `${name} should be an https address: the account's password and session are sent there. http is for tests on this machine alone.`,
  );
}

function sessionOf({ status, text }: Answer, origin: string): string {
  throwIfTooManySessions(text, origin);
  if (status === 401 || status === 403) {
    throw new EnvoyError(
      "ERR_LOGIN_PASSWORD",
      `${origin} does not accept this user and password. Try them at ${origin} in a browser.`,
      { url: origin, status },
    );
  }
  const fields = jsonOf(text);
  const session = fields?.["session_id"];
  if (status === 200 && typeof session === "string" && session !== "") return session;
  if (status === 200 && fields?.["success"] === true) {
    throw new EnvoyError(
      "ERR_LOGIN_MULTI_FACTOR",
      `The account uses multi-factor login, which no program can pass. Get a token by hand at https://entrez.enphaseenergy.com/entrez_tokens, or turn it off at ${origin}.`,
      { url: origin, status },
    );
  }
  throw unavailable(origin, status);
}

function tokenOf({ status, text }: Answer, origin: string, serial: string): string {
  throwIfTooManySessions(text, origin);
  const token = text.trim();
  if (status === 200 && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return token;
  if ([400, 401, 403, 404, 422].includes(status)) {
    throw new EnvoyError(
      "ERR_LOGIN_SERIAL",
      `${origin} gives this account no token for gateway ${serial}. Is the serial number right, and the gateway in this account?`,
      { url: origin, status },
    );
  }
  throw unavailable(origin, status);
}

function throwIfTooManySessions(text: string, origin: string): void {
  if (!/too many active sessions/i.test(text)) return;
  throw new EnvoyError(
    "ERR_LOGIN_SESSIONS",
    `${origin} reports too many sessions of this account. Wait a few hours, or log out elsewhere; a kept token needs no login.`,
    { url: origin },
  );
}

function unavailable(origin: string, status: number): EnvoyError {
  const message = `${origin} gave no usable answer (HTTP ${status}). Try again later.`;
  return new EnvoyError("ERR_LOGIN_UNAVAILABLE", message, { url: origin, status });
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

/** The connections for one token, closed with it. */
class CloudAgent implements AsyncDisposable {
  readonly #agent = new Agent({ connect: { timeout: 10_000 } });
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async post(
    url: string,
    { type, body }: { readonly type: string; readonly body: string },
  ): Promise<Answer> {
    try {
      const answer = await request(url, {
        method: "POST",
        dispatcher: this.#agent,
        headers: { "content-type": type, accept: "application/json, text/plain" },
        body,
        signal: this.#signal,
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    } catch (cause) {
      const { origin } = new URL(url);
      const message = `No answer from ${origin}: ${messageOf(cause)}. Is this machine on the internet?`;
      throw new EnvoyError("ERR_LOGIN_UNAVAILABLE", message, { url: origin, cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }
}
