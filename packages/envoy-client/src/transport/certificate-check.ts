import { EnvoyError } from "../errors.js";

/**
 * How a gateway's self-signed certificate is treated:
 * - "remember": the fingerprint of the first one is kept; a different one later is reported,
 *   and kept instead. Gateways replace theirs about once a year, with a new key.
 * - "pinned": a different one later, or none, is refused before anything is sent.
 * - "insecure": it is not checked. Anyone on the network can pose as the gateway, and gets
 *   the token.
 *
 * Before a token is sent to something whose certificate is not kept, that is asked at `/info` whether
 * it is the gateway; with "insecure", where none is kept, once per client.
 */
export type GatewayTls = "remember" | "pinned" | "insecure";

/** Keeps certificate fingerprints between runs, by the gateway's origin ("https://192.0.2.50:443"). */
export interface FingerprintStore {
  get(origin: string): Promise<string | undefined>;
  set(origin: string, fingerprint: string): Promise<void>;
}

/** A gateway presented a different certificate than before. */
export interface CertificateChange {
  readonly origin: string;
  /** SHA-256 of the certificate, as `AB:CD:...`. */
  readonly before: string;
  readonly now: string;
}

/** A store that lasts as long as the process. */
export function memoryFingerprintStore(): FingerprintStore {
  const fingerprints = new Map<string, string>();
  return {
    get: async (origin) => fingerprints.get(origin),
    set: async (origin, fingerprint) => void fingerprints.set(origin, fingerprint),
  };
}

export interface CertificateCheckOptions {
  readonly origin: string;
  readonly tls: GatewayTls;
  readonly fingerprints: FingerprintStore;
  readonly onCertificateChange: (change: CertificateChange) => void;
}

/**
 * Knows whether the open connection leads to the gateway: its certificate is the one that was
 * kept, or what presented it has said that it is the gateway.
 */
export class CertificateCheck {
  readonly #options: CertificateCheckOptions;
  /** Of the open connection; undefined before the first one. */
  #isKnown: boolean | undefined;
  #presented: string | undefined;
  #confirmed: { readonly fingerprint: string | undefined } | undefined;
  #reported: string | undefined;
  #isSecretNext = false;

  constructor(options: CertificateCheckOptions) {
    this.#options = options;
  }

  /** Lets any connection be used by the next request, which contains no secret. */
  beforePlainRequest(): void {
    this.#isSecretNext = false;
  }

  /**
   * Has a new connection refused from now on unless it leads to the gateway. False if the
   * one that is open does not, or if no certificate is kept to compare a new one with.
   */
  async beforeSecretRequest(): Promise<boolean> {
    const isKept = this.#isKnown === undefined && (await this.#kept()) !== undefined;
    // Read after the wait, during which a connection may have been made.
    this.#isSecretNext = this.#isKnown ?? isKept;
    return this.#isSecretNext;
  }

  /** Keeps the open connection's certificate as the gateway's. */
  async confirm(): Promise<void> {
    const { origin, fingerprints } = this.#options;
    this.#isKnown = true;
    this.#confirmed = { fingerprint: this.#presented };
    if (this.#presented !== undefined) await fingerprints.set(origin, this.#presented);
  }

  /** Checks a new connection before it is used. Rejects with `ERR_CERTIFICATE_CHANGED`. */
  async check(certificate: string | undefined): Promise<void> {
    const { origin, tls, onCertificateChange } = this.#options;
    const now = tls === "insecure" ? undefined : certificate;
    const before = await this.#kept();
    if (tls === "pinned" && (now === undefined || (before !== undefined && before !== now))) {
      throw changeError(origin, before, now);
    }
    this.#presented = now;
    this.#isKnown = now !== undefined && now === before;
    // Also if the store could not keep it.
    if (this.#confirmed !== undefined && this.#confirmed.fingerprint === now) this.#isKnown = true;
    if (this.#isKnown) return;
    if (before !== undefined && now !== undefined && this.#reported !== now) {
      this.#reported = now;
      onCertificateChange({ origin, before, now });
    }
    if (this.#isSecretNext) throw changeError(origin, before, now);
  }

  async #kept(): Promise<string | undefined> {
    const { origin, tls, fingerprints } = this.#options;
    return tls === "insecure" ? undefined : fingerprints.get(origin);
  }
}

function changeError(
  origin: string,
  before: string | undefined,
  now: string | undefined,
): EnvoyError {
  const message =
    now === undefined
      ? `${origin} presented no certificate. Nothing was sent.`
      : `${origin} presented a different certificate than before (it was ${before}, now it is ${now}). Nothing was sent. Gateways replace theirs about once a year.`;
  return new EnvoyError("ERR_CERTIFICATE_CHANGED", message, { url: origin });
}
