import { setTimeout as delay } from "node:timers/promises";
import { EnvoyError } from "../errors.js";
import { Turns } from "../turns.js";
import {
  type CertificateChange,
  type FingerprintStore,
  type GatewayTls,
  memoryFingerprintStore,
} from "./certificate-check.js";
import { Deadline } from "./deadline.js";
import { GatewayConnection } from "./gateway-connection.js";
import { isDropped, isHandshakeBroken, type RawAnswer } from "./get.js";
import { type Login, type LoginGateway, noLogin } from "./login.js";
import { originOf } from "./origin.js";
import { timeLimitsOf } from "./time-limits.js";

/** Options for reaching one gateway. */
export interface GatewayClientOptions {
  /** IPv4 or IPv6 address (with or without brackets) or host name of the gateway. */
  readonly host: string;
  /** @default 443 for https, 80 for http */
  readonly port?: number;
  /** "http" only for firmware before 7. @default "https" */
  readonly protocol?: "https" | "http";
  /** How the gateway's self-signed certificate is treated. @default "remember" */
  readonly tls?: GatewayTls;
  /** Where certificate fingerprints are kept. @default in memory, for this client */
  readonly fingerprints?: FingerprintStore;
  /** Called before anything is sent to a gateway whose certificate has changed. */
  readonly onCertificateChange?: (change: CertificateChange) => void;
  /** The longest that a TCP and TLS handshake may take. @default 10_000 (10 seconds) */
  readonly connectTimeoutMs?: number;
  /**
   * The longest that a call may take, its wait for its turn and the retry included; fetching a new
   * token comes on top. Gateways hang for up to 85 s around 23:00 each day. @default 50_000 (50 seconds)
   */
  readonly timeoutMs?: number;
  /** The wait before the one retry after a 502, 503, 504 or a broken connection. @default 5_000 (5 seconds) */
  readonly retryDelayMs?: number;
  /** The largest answer that is accepted, in bytes. @default 33_554_432 (32 MiB) */
  readonly maxResponseBytes?: number;
  /** Waits; rejects when the signal aborts. @default node:timers/promises */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Options of one call. */
export interface CallOptions {
  /** Cancels the call, also while it waits for its turn. */
  readonly signal?: AbortSignal;
}

/** What a gateway answers just after a reboot, while its services start. */
const transientStatuses = new Set([502, 503, 504]);

/**
 * Sends requests to one gateway: one at a time, one deadline for each call, at most one
 * retry; redirects are never followed. The gateway's certificate is self-signed: it is
 * remembered and compared, not verified. Every method rejects with `EnvoyError`; an aborted
 * signal rejects with its reason.
 */
export class GatewayClient {
  /** For example `https://192.0.2.50:443`. */
  readonly origin: string;
  readonly #login: Login;
  readonly #connection: GatewayConnection;
  readonly #timeoutMs: number;
  readonly #retryDelayMs: number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #retriesHandshake: boolean;
  readonly #turns = new Turns();
  /** Of the calls that have not ended. */
  readonly #deadlines = new Set<Deadline>();
  #isClosed = false;

  /** With `retriesHandshake` false, one that is broken off rejects at once, for who tries http next. */
  constructor(
    options: GatewayClientOptions,
    login: Login = noLogin,
    { retriesHandshake = true }: { readonly retriesHandshake?: boolean } = {},
  ) {
    const { protocol = "https", maxResponseBytes = 32 * 1024 * 1024, sleep = wait } = options;
    const { connectTimeoutMs, timeoutMs, retryDelayMs } = timeLimitsOf(options);
    this.origin = originOf(options.host, options.port, protocol);
    this.#login = login;
    this.#timeoutMs = timeoutMs;
    this.#retryDelayMs = retryDelayMs;
    this.#sleep = sleep;
    this.#retriesHandshake = retriesHandshake;
    this.#connection = new GatewayConnection({
      origin: this.origin,
      tls: options.tls ?? "remember",
      fingerprints: options.fingerprints ?? memoryFingerprintStore(),
      onCertificateChange: options.onCertificateChange ?? (() => undefined),
      connectTimeoutMs,
      maxResponseBytes,
    });
  }

  /** The answer's bytes, exactly as the gateway sent them. */
  bytes(path: string, options: CallOptions = {}): Promise<Uint8Array> {
    return this.#inTurn(path, options, (deadline) => this.#call(path, deadline));
  }

  /** The answer's text, decoded as UTF-8, unparsed. */
  async text(path: string, options: CallOptions = {}): Promise<string> {
    return new TextDecoder().decode(await this.bytes(path, options));
  }

  /** Gets the token from a `TokenKeeper` now rather than at the first request; does nothing for other logins. */
  login(options: CallOptions = {}): Promise<void> {
    return this.#inTurn("", options, (deadline) => this.#prepare(deadline));
  }

  /** Closes the connection. Calls that have not ended, and later ones, reject with `ERR_CLOSED`. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const deadline of this.#deadlines) deadline.abort(closedError(this.origin));
    await this.#connection.close();
  }

  /** The same as `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Runs calls one after another, each until its deadline at the latest. */
  async #inTurn<T>(
    path: string,
    { signal }: CallOptions,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    if (this.#isClosed) throw closedError(this.origin);
    let hasBegun = false;
    const deadline = new Deadline({
      timeoutMs: this.#timeoutMs,
      signal,
      timeoutError: () => timeoutError(this.origin + path, this.#timeoutMs, hasBegun),
    });
    this.#deadlines.add(deadline);
    const turn = (): Promise<T> => {
      hasBegun = true;
      return work(deadline);
    };
    try {
      return await this.#turns.take(turn, deadline.signal);
    } catch (error) {
      deadline.signal.throwIfAborted();
      throw error;
    } finally {
      deadline.end();
      this.#deadlines.delete(deadline);
    }
  }

  async #call(path: string, deadline: Deadline): Promise<Uint8Array> {
    await this.#prepare(deadline, path);
    try {
      return await this.#request(path, this.#login, deadline.signal);
    } catch (error) {
      const isRefusal = error instanceof EnvoyError && error.status === 401;
      if (!isRefusal || !(await this.#replaceAfterRefusal(deadline))) throw error;
    }
    return this.#request(path, this.#login, deadline.signal);
  }

  async #prepare(deadline: Deadline, path?: string): Promise<void> {
    const login = this.#login;
    if (login.prepare === undefined) return;
    await deadline.exclude(async () => login.prepare?.(this.#loginGateway(deadline.signal), path));
  }

  async #replaceAfterRefusal(deadline: Deadline): Promise<boolean | undefined> {
    const gateway = this.#loginGateway(deadline.signal);
    return deadline.exclude(async () => this.#login.replaceAfterRefusal?.(gateway));
  }

  /** Each request of a login has a deadline of its own. */
  #loginGateway(signal: AbortSignal): LoginGateway {
    const { origin } = this;
    const bytes = async (path: string, login: Login): Promise<Uint8Array> => {
      const timeoutMs = this.#timeoutMs;
      const deadline = new Deadline({
        timeoutMs,
        signal,
        timeoutError: () => timeoutError(origin + path, timeoutMs, true),
      });
      try {
        return await this.#request(path, login, deadline.signal);
      } catch (error) {
        deadline.signal.throwIfAborted();
        throw error;
      } finally {
        deadline.end();
      }
    };
    return { origin, signal, bytes };
  }

  /** Asks for one page. */
  async #request(path: string, login: Login, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await this.#askWithRetry(path, login, signal);
    if (answer.status === 200) return answer.bytes;
    throw statusError(answer, this.origin + path, login);
  }

  async #askWithRetry(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    try {
      const answer = await this.#askWithLogin(path, login, signal);
      if (!transientStatuses.has(answer.status)) return answer;
    } catch (error) {
      if (!isDropped(error) || (isHandshakeBroken(error) && !this.#retriesHandshake)) throw error;
    }
    await this.#sleep(this.#retryDelayMs, signal);
    return this.#askWithLogin(path, login, signal);
  }

  async #askWithLogin(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    const ask = (page: string): Promise<RawAnswer> => this.#connection.ask(page, login, signal);
    const answer = await ask(path);
    if (answer.status !== 401) return answer;
    return (await login.retryAfterRefusal(answer, ask)) ? ask(path) : answer;
  }
}

function closedError(origin: string): EnvoyError {
  const message = `The client of ${origin} was closed before this call had ended. Make a new client.`;
  return new EnvoyError("ERR_CLOSED", message, { url: origin });
}

function timeoutError(url: string, timeoutMs: number, hasBegun: boolean): EnvoyError {
  const seconds = Number((timeoutMs / 1000).toPrecision(3));
  const message = hasBegun
    ? `${url} did not answer completely within ${seconds} s. Gateways hang for a minute now and then; if it keeps happening, restart the gateway.`
    : `${url} was not asked: the calls before this one took longer than ${seconds} s. A gateway answers one request at a time, so wait for one call before you make the next.`;
  return new EnvoyError("ERR_TIMEOUT", message, { url });
}

function statusError(answer: RawAnswer, url: string, login: Login): EnvoyError {
  const { status, location } = answer;
  if (status === 401 || status === 403) return login.refusalError(url, status);
  const redirect = location === undefined ? "" : ` to ${location}, not followed`;
  const message = `${url} answered HTTP ${status}${redirect}.`;
  return new EnvoyError("ERR_HTTP_STATUS", message, { url, status });
}

/** The default of `sleep`. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
