import { setTimeout as delay } from "node:timers/promises";
import { Agent } from "undici";
import { EnvoyError } from "../errors.js";
import { digestLogin, type Login, noLogin, tokenLogin } from "../logins/login.js";
import {
  type CertificateChange,
  type FingerprintStore,
  type GatewayTls,
  gatewayConnector,
  memoryFingerprintStore,
} from "./gateway-tls.js";
import { get, isDropped, type RawAnswer } from "./get.js";
import { statusError } from "./status-error.js";

/** Who asks: a token (firmware 7 and later), or a user with a password (before). */
export type EnvoyAuth =
  | { readonly token: string }
  | { readonly username: string; readonly password: string };

/** Options of a client of one gateway. */
export interface GatewayClientOptions {
  /** IPv4 or IPv6 address (with or without brackets) or host name of the gateway. */
  readonly host: string;
  /** @default 443 for https, 80 for http */
  readonly port?: number;
  /** "http" only for firmware before 7. @default "https" */
  readonly protocol?: "https" | "http";
  /** `/info` needs none. */
  readonly auth?: EnvoyAuth;
  /** What is made of the gateway's self-signed certificate. @default "remember" */
  readonly tls?: GatewayTls;
  /** Where certificate fingerprints are kept. @default in memory, for this client */
  readonly fingerprints?: FingerprintStore;
  /** Told before anything is sent to a gateway whose certificate is another than before. */
  readonly onCertificateChange?: (change: CertificateChange) => void;
  /** The most a TCP and TLS handshake may take. @default 10_000 (10 seconds) */
  readonly connectTimeoutMs?: number;
  /** The most a whole call may take, retry included. Gateways hang for up to 85 s around 23:00 each day. @default 50_000 (50 seconds) */
  readonly timeoutMs?: number;
  /** The wait before the one retry that a 502, 503, 504 or a broken connection is worth. @default 5_000 (5 seconds) */
  readonly retryDelayMs?: number;
  /** The most bytes an answer may have. @default 33_554_432 (32 MiB) */
  readonly maxResponseBytes?: number;
  /** Waits; rejects when the signal aborts. @default node:timers/promises */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Options of one call. */
export interface CallOptions {
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** A gateway just after a reboot answers so while its services start. */
const passing = new Set([502, 503, 504]);

/**
 * Asks one gateway: one request at a time, one deadline a call, at most one retry,
 * redirects never followed. The gateway's certificate is self-signed: it is remembered and
 * compared, not proven. Every method rejects with `EnvoyError`; an aborted signal rejects
 * with its reason.
 */
export class GatewayClient {
  /** Such as "https://192.168.1.50:443". */
  readonly origin: string;
  readonly #auth: EnvoyAuth | undefined;
  readonly #login: Login;
  readonly #agent: Agent;
  readonly #connectTimeoutMs: number;
  readonly #timeoutMs: number;
  readonly #retryDelayMs: number;
  readonly #maxResponseBytes: number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: GatewayClientOptions) {
    const { protocol = "https", connectTimeoutMs = 10_000, timeoutMs = 50_000 } = options;
    const { retryDelayMs = 5_000, maxResponseBytes = 32 * 1024 * 1024, sleep = wait } = options;
    this.origin = originOf(options.host, options.port, protocol);
    this.#auth = options.auth;
    this.#login = loginOf(options.auth);
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#timeoutMs = timeoutMs;
    this.#retryDelayMs = retryDelayMs;
    this.#maxResponseBytes = maxResponseBytes;
    this.#sleep = sleep;
    this.#agent = new Agent({
      connections: 1,
      pipelining: 1,
      // The call's own deadline rules; undici's would fire on a gateway that is merely slow.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: gatewayConnector({
        origin: this.origin,
        tls: options.tls ?? "remember",
        fingerprints: options.fingerprints ?? memoryFingerprintStore(),
        connectTimeoutMs,
        onCertificateChange: options.onCertificateChange ?? (() => undefined),
      }),
    });
  }

  /** The answer's bytes, exactly as the gateway sent them. */
  bytes(path: string, options: CallOptions = {}): Promise<Uint8Array> {
    const call = this.#last.then(() => this.#call(path, options.signal));
    this.#last = call.catch(() => undefined);
    return call;
  }

  /** The answer's text, decoded as UTF-8, unparsed. */
  async text(path: string, options: CallOptions = {}): Promise<string> {
    return new TextDecoder().decode(await this.bytes(path, options));
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #call(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      const answer = await this.#askWithRetry(path, either);
      if (answer.status === 200) return answer.bytes;
      throw statusError(answer, this.origin + path, this.#auth);
    } catch (error) {
      signal?.throwIfAborted();
      if (deadline.aborted && !(error instanceof EnvoyError)) {
        throw new EnvoyError(
          "ERR_TIMEOUT",
          `${this.origin}${path} gave no whole answer within ${this.#timeoutMs / 1000} s. Gateways hang for a minute now and then; if this goes on, restart the gateway.`,
          { url: this.origin + path },
        );
      }
      throw error;
    }
  }

  async #askWithRetry(path: string, signal: AbortSignal): Promise<RawAnswer> {
    try {
      const answer = await this.#askWithLogin(path, signal);
      if (!passing.has(answer.status)) return answer;
    } catch (error) {
      if (!isDropped(error)) throw error;
    }
    await this.#sleep(this.#retryDelayMs, signal);
    return this.#askWithLogin(path, signal);
  }

  async #askWithLogin(path: string, signal: AbortSignal): Promise<RawAnswer> {
    const answer = await this.#ask(path, signal);
    if (answer.status !== 401) return answer;
    const ask = (other: string): Promise<RawAnswer> => this.#ask(other, signal);
    return (await this.#login.learn(answer, ask)) ? this.#ask(path, signal) : answer;
  }

  #ask(path: string, signal: AbortSignal): Promise<RawAnswer> {
    return get({
      agent: this.#agent,
      origin: this.origin,
      path,
      headers: this.#login.headers(path),
      maxBytes: this.#maxResponseBytes,
      connectTimeoutMs: this.#connectTimeoutMs,
      signal,
    });
  }
}

function originOf(name: string, port: number | undefined, protocol: "https" | "http"): string {
  const host = name.replace(/^\[(.*)\]$/, "$1");
  if (host === "" || /[/?#@\s]/.test(host)) {
    throw new TypeError(`host should be an address or a host name, is ${JSON.stringify(name)}`);
  }
  const address = host.includes(":") ? `[${host}]` : host;
  return `${protocol}://${address}:${port ?? (protocol === "https" ? 443 : 80)}`;
}

function loginOf(auth: EnvoyAuth | undefined): Login {
  if (auth === undefined) return noLogin;
  return "token" in auth ? tokenLogin(auth.token) : digestLogin(auth.username, auth.password);
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
