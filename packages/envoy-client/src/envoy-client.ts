import { setTimeout as delay } from "node:timers/promises";
import { Agent } from "undici";
import { type DeviceData, parseDeviceDataText } from "./device-data.js";
import { EnvoyError } from "./errors.js";
import { type GatewayInfo, parseGatewayInfo } from "./gateway-info.js";
import { get, type RawAnswer } from "./request.js";

/** Options of {@link EnvoyClient}. */
export interface EnvoyClientOptions {
  /** IPv4 or IPv6 address (with or without brackets) or host name of the gateway. */
  readonly host: string;
  /** @default 443 for https, 80 for http */
  readonly port?: number;
  /** "http" only for firmware before 7. @default "https" */
  readonly protocol?: "https" | "http";
  /** The JWT that firmware 7 and later asks for. */
  readonly token?: string;
  /** The most a TCP and TLS handshake may take. @default 10_000 (10 seconds) */
  readonly connectTimeoutMs?: number;
  /** The most a whole call may take, retry included. Gateways hang for up to 85 s around 23:00 each day. @default 50_000 (50 seconds) */
  readonly timeoutMs?: number;
  /** The wait before the one retry that a 502, 503 or 504 is worth. @default 5_000 (5 seconds) */
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
 * Talks to one Enphase gateway (Envoy, IQ Gateway) on the local network: one request at
 * a time, one deadline a call, at most one retry. The gateway's certificate is
 * self-signed and changes about once a year, so it is accepted whatever it is: the
 * connection is encrypted, the peer is not proven.
 *
 * Every method rejects with `EnvoyError`; an aborted signal rejects with its reason.
 */
export class EnvoyClient {
  readonly #origin: string;
  readonly #token: string | undefined;
  readonly #agent: Agent;
  readonly #connectTimeoutMs: number;
  readonly #timeoutMs: number;
  readonly #retryDelayMs: number;
  readonly #maxResponseBytes: number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  #cookie: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: EnvoyClientOptions) {
    const { protocol = "https", connectTimeoutMs = 10_000, timeoutMs = 50_000 } = options;
    const { retryDelayMs = 5_000, maxResponseBytes = 32 * 1024 * 1024, sleep = wait } = options;
    const { host: name, port = protocol === "https" ? 443 : 80 } = options;
    const host = name.replace(/^\[(.*)\]$/, "$1");
    if (host === "" || /[/?#@\s]/.test(host)) {
      throw new TypeError(`host should be an address or a host name, is ${JSON.stringify(name)}`);
    }
    this.#origin = `${protocol}://${host.includes(":") ? `[${host}]` : host}:${port}`;
    this.#token = options.token;
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
      connect: { timeout: connectTimeoutMs, rejectUnauthorized: false },
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

  /** `/ivp/pdm/device_data`: the last reading of each device. */
  async deviceData(options: CallOptions = {}): Promise<DeviceData> {
    return parseDeviceDataText(await this.text("/ivp/pdm/device_data", options));
  }

  /** `/info`: what the gateway is. Needs no token. */
  async info(options: CallOptions = {}): Promise<GatewayInfo> {
    return parseGatewayInfo(await this.text("/info", options));
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
      throw statusError(answer, this.#origin + path, this.#token !== undefined);
    } catch (error) {
      signal?.throwIfAborted();
      if (deadline.aborted && !(error instanceof EnvoyError)) {
        throw new EnvoyError(
          "ERR_TIMEOUT",
          `${this.#origin}${path} gave no whole answer within ${this.#timeoutMs / 1000} s. Gateways hang for a minute now and then; if this goes on, restart the gateway.`,
          { url: this.#origin + path },
        );
      }
      throw error;
    }
  }

  async #askWithRetry(path: string, signal: AbortSignal): Promise<RawAnswer> {
    const answer = await this.#askWithLogin(path, signal);
    if (!passing.has(answer.status)) return answer;
    await this.#sleep(this.#retryDelayMs, signal);
    return this.#askWithLogin(path, signal);
  }

  async #askWithLogin(path: string, signal: AbortSignal): Promise<RawAnswer> {
    const answer = await this.#ask(path, signal);
    if (answer.status !== 401 || this.#token === undefined) return answer;
    // Some gateways want the session cookie that check_jwt gives beside the token.
    this.#cookie = undefined;
    const check = await this.#ask("/auth/check_jwt", signal);
    if (check.status !== 200 || check.cookie === undefined) return answer;
    this.#cookie = check.cookie;
    return this.#ask(path, signal);
  }

  #ask(path: string, signal: AbortSignal): Promise<RawAnswer> {
    return get({
      agent: this.#agent,
      origin: this.#origin,
      path,
      headers: {
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
      },
      maxBytes: this.#maxResponseBytes,
      connectTimeoutMs: this.#connectTimeoutMs,
      signal,
    });
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}

function statusError(answer: RawAnswer, url: string, hasToken: boolean): EnvoyError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    const advice = hasToken
      ? "It may have expired or belong to another gateway; get a new one at https://entrez.enphaseenergy.com/entrez_tokens."
      : "Get one at https://entrez.enphaseenergy.com/entrez_tokens.";
    const refusal = hasToken ? "refused the token" : "asks for a token";
    return new EnvoyError("ERR_UNAUTHORIZED", `${url} ${refusal} (HTTP ${status}). ${advice}`, {
      url,
      status,
    });
  }
  const redirect = answer.location === undefined ? "" : ` to ${answer.location}, not followed`;
  return new EnvoyError("ERR_HTTP_STATUS", `${url} answered HTTP ${status}${redirect}.`, {
    url,
    status,
  });
}
