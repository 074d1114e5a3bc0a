import { Agent } from "undici";
import { EnvoyError } from "../errors.js";
import { CertificateCheck, type CertificateCheckOptions } from "./certificate-check.js";
import { GatewayConnector } from "./gateway-connector.js";
import { get, type RawAnswer } from "./get.js";
import { pinnedOverHttpError, tokenOverHttpError } from "./insecure-error.js";
import { type Login, noLogin } from "./login.js";

/** Options of a {@link GatewayConnection}. */
export interface GatewayConnectionOptions extends CertificateCheckOptions {
  readonly connectTimeoutMs: number;
  readonly maxResponseBytes: number;
}

/** The one connection to a gateway. A secret goes over it only to the gateway, and a token never over http. */
export class GatewayConnection {
  readonly #origin: string;
  readonly #isHttp: boolean;
  readonly #isPinned: boolean;
  readonly #maxResponseBytes: number;
  readonly #certificate: CertificateCheck;
  readonly #connector: GatewayConnector;
  readonly #agent: Agent;

  constructor(options: GatewayConnectionOptions) {
    this.#origin = options.origin;
    this.#isHttp = options.origin.startsWith("http:");
    this.#isPinned = options.tls === "pinned";
    this.#maxResponseBytes = options.maxResponseBytes;
    this.#certificate = new CertificateCheck(options);
    this.#connector = new GatewayConnector(this.#certificate, options.connectTimeoutMs);
    this.#agent = new Agent({
      connections: 1,
      pipelining: 1,
      // Each call has its own deadline; undici's timeouts would fire on a gateway that is merely slow.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: this.#connector.connect,
    });
  }

  /** Asks for one page. A peer that is not known yet is asked whether it is the gateway before a secret is sent. */
  async ask(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    if (this.#isHttp && this.#isPinned) throw pinnedOverHttpError(this.#origin);
    const checkGateway = login.gatewayCheck?.(path);
    if (checkGateway === undefined) {
      this.#certificate.beforePlainRequest();
      return this.#send(path, login, signal);
    }
    if (this.#isHttp) throw tokenOverHttpError(this.#origin);
    if (await this.#certificate.beforeSecretRequest()) {
      try {
        return await this.#send(path, login, signal);
      } catch (error) {
        const hasChanged = error instanceof EnvoyError && error.code === "ERR_CERTIFICATE_CHANGED";
        if (!hasChanged || this.#isPinned) throw error;
      }
    }
    await checkGateway(this.#origin, (page) => this.ask(page, noLogin, signal));
    await this.#certificate.confirm();
    await this.#certificate.beforeSecretRequest();
    return this.#send(path, login, signal);
  }

  async close(): Promise<void> {
    await this.#connector.abandon();
    await this.#agent.destroy();
  }

  async #send(path: string, login: Login, signal: AbortSignal): Promise<RawAnswer> {
    try {
      return await get({
        agent: this.#agent,
        origin: this.#origin,
        path,
        headers: login.headers(path),
        maxBytes: this.#maxResponseBytes,
        signal,
      });
    } catch (error) {
      // A connection that nobody waits for any more would fail the next request when it fails.
      if (signal.aborted) await this.#connector.abandon();
      throw error;
    }
  }
}
