import { setTimeout as delay } from "node:timers/promises";
import { Agent } from "undici";
import { EnvoyError } from "../errors.js";
import {
  type CertificateChange,
  CertificateCheck,
  type FingerprintStore,
  type GatewayTls,
  memoryFingerprintStore,
} from "./certificate-check.js";
import { gatewayConnector } from "./gateway-tls.js";
import { get, isDropped, type RawAnswer } from "./get.js";
import { type Login, type LoginGateway, noLogin } from "./login.js";
import { originOf } from "./origin.js";

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
  /** The longest that a page may take, retry included; logging in at Enlighten comes on top. Gateways hang for up to 85 s around 23:00 each day. @default 50_000 (50 seconds) */
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
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** What a gateway answers just after a reboot, while its services start. */
const transientStatuses = new Set([502, 503, 504]);

/**
 * Sends requests to one gateway: one at a time, one deadline for each page, at most one
 * retry; redirects are never followed. The gateway's certificate is self-signed: it is
 * remembered and compared, not verified. Every method rejects with `EnvoyError`; an aborted
 * signal rejects with its reason.
 */
export class GatewayClient {
  /** For example "https://192.168.1.50:443". */
  readonly origin: string;
  readonly #login: Login;
  readonly #certificate: CertificateCheck;
  readonly #agent: Agent;
  readonly #isPinned: boolean;
  readonly #connectTimeoutMs: number;
  readonly #timeoutMs: number;
  readonly #retryDelayMs: number;
  readonly #maxResponseBytes: number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: GatewayClientOptions, login: Login = noLogin) {
    const { protocol = "https", connectTimeoutMs = 10_000, timeoutMs = 50_000 } = options;
    const { retryDelayMs = 5_000, maxResponseBytes = 32 * 1024 * 1024, sleep = wait } = options;
    this.origin = originOf(options.host, options.port, protocol);
    this.#login = login;
    this.#isPinned = options.tls === "pinned";
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#timeoutMs = timeoutMs;
    this.#retryDelayMs = retryDelayMs;
    this.#maxResponseBytes = maxResponseBytes;
    this.#sleep = sleep;
    this.#certificate = new CertificateCheck({
      origin: this.origin,
      tls: options.tls ?? "remember",
      fingerprints: options.fingerprints ?? memoryFingerprintStore(),
      onCertificateChange: options.onCertificateChange ?? (() => undefined),
    });
    this.#agent = new Agent({
      connections: 1,
      pipelining: 1,
      // Each page has its own deadline; undici's timeouts would fire on a gateway that is merely slow.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: gatewayConnector(this.#certificate, connectTimeoutMs),
    });
  }

  /** The answer's bytes, exactly as the gateway sent them. */
  bytes(path: string, options: CallOptions = {}): Promise<Uint8Array> {
    return this.#enqueue(options.signal, () => this.#call(path, options.signal));
  }

  /** The answer's text, decoded as UTF-8, unparsed. */
  async text(path: string, options: CallOptions = {}): Promise<string> {
    return new TextDecoder().decode(await this.bytes(path, options));
  }

  /** Gets the token from a `TokenKeeper` now rather than at the first request; does nothing for other logins. */
  login(options: CallOptions = {}): Promise<void> {
    return this.#enqueue(options.signal, async () => {
      await this.#login.prepare?.(this.#loginGateway(options.signal));
    });
  }

  /** Closes the connection. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Runs calls one after another. */
  #enqueue<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const call = this.#last.then(async () => {
      signal?.throwIfAborted();
      try {
        return await work();
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    });
    this.#last = call.catch(() => undefined);
    return call;
  }

  async #call(path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const gateway = this.#loginGateway(signal);
    await this.#login.prepare?.(gateway, path);
    try {
      return await this.#request(path, this.#login, signal);
    } catch (error) {
      const isRefusal = error instanceof EnvoyError && error.status === 401;
      if (!isRefusal || !(await this.#login.replaceAfterRefusal?.(gateway))) throw error;
    }
    return this.#request(path, this.#login, signal);
  }

  #loginGateway(signal: AbortSignal | undefined): LoginGateway {
    return { signal, bytes: (path, login) => this.#request(path, login, signal) };
  }

  /** Asks for one page, within one deadline. */
  async #request(path: string, login: Login, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const url = this.origin + path;
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      const answer = await this.#askWithRetry(path, login, either);
      if (answer.status === 200) return answer.bytes;
      throw statusError(answer, url, login);
    } catch (error) {
      if (!deadline.aborted || error instanceof EnvoyError) throw error;
      throw new EnvoyError(
        "ERR_TIMEOUT",
        `${url} did not answer completely within ${this.#timeoutMs / 1000} s. Gateways hang for a minute now and then; if it keeps happening, restart the gateway.`,
        { url },
      );
    }
  }

  async #askWithRetry(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    try {
      const answer = await this.#askWithLogin(path, login, signal);
      if (!transientStatuses.has(answer.status)) return answer;
    } catch (error) {
      if (!isDropped(error)) throw error;
    }
    await this.#sleep(this.#retryDelayMs, signal);
    return this.#askWithLogin(path, login, signal);
  }

  async #askWithLogin(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    const ask = (page: string): Promise<RawAnswer> => this.#ask(page, login, signal);
    const answer = await ask(path);
    if (answer.status !== 401) return answer;
    return (await login.retryAfterRefusal(answer, ask)) ? ask(path) : answer;
  }

  /** Asks for one page. A peer that is not known yet is asked whether it is the gateway before a secret is sent. */
  async #ask(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    const checkGateway = login.gatewayCheck?.(path);
    if (checkGateway === undefined) {
      this.#certificate.beforePlainRequest();
      return this.#send(path, login, signal);
    }
    if (await this.#certificate.beforeSecretRequest()) {
      try {
        return await this.#send(path, login, signal);
      } catch (error) {
        const hasChanged = error instanceof EnvoyError && error.code === "ERR_CERTIFICATE_CHANGED";
        if (!hasChanged || this.#isPinned) throw error;
      }
    }
    await checkGateway(this.origin, (page) => this.#ask(page, noLogin, signal));
    await this.#certificate.confirm();
    await this.#certificate.beforeSecretRequest();
    return this.#send(path, login, signal);
  }

  #send(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    return get({
      agent: this.#agent,
      origin: this.origin,
      path,
      headers: login.headers(path),
      maxBytes: this.#maxResponseBytes,
      connectTimeoutMs: this.#connectTimeoutMs,
      signal,
    });
  }
}

function statusError(answer: RawAnswer, url: string, login: Login): EnvoyError {
  const { status, location } = answer;
  if (status === 401 || status === 403) return login.refusalError(url, status);
  const redirect = location === undefined ? "" : ` to ${location}, not followed`;
  const message = `${url} answered HTTP ${status}${redirect}.`;
  return new EnvoyError("ERR_HTTP_STATUS", message, { url, status });
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
