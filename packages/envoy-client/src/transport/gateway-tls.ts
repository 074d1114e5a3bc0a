import type { TLSSocket } from "node:tls";
import { buildConnector } from "undici";
import { EnvoyError } from "../errors.js";

/**
 * How a gateway's self-signed certificate is treated:
 * - "remember": the fingerprint of the first one is kept; a different one later is reported,
 *   and kept instead. Gateways replace theirs about once a year, with a new key.
 * - "pinned": a different one later, or none, is refused before anything is sent.
 * - "insecure": it is not checked. Anyone on the network can pose as the gateway, and gets
 *   the token.
 */
export type GatewayTls = "remember" | "pinned" | "insecure";

/** Keeps certificate fingerprints between runs, by the gateway's origin ("https://192.168.1.50:443"). */
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

interface ConnectorOptions {
  readonly origin: string;
  readonly tls: GatewayTls;
  readonly fingerprints: FingerprintStore;
  readonly connectTimeoutMs: number;
  readonly onCertificateChange: (change: CertificateChange) => void;
}

/**
 * Connects and checks the certificate before the connection is handed to the client, and so
 * before any token is sent. Names and dates in it are not checked: there is no SAN, the
 * common name is a serial number, and a Raspberry Pi's clock may be off by years.
 */
export function gatewayConnector(options: ConnectorOptions): buildConnector.connector {
  const { tls, connectTimeoutMs: timeout } = options;
  const connect = buildConnector({
    timeout,
    rejectUnauthorized: false,
    // No authority signs a gateway's certificate, and Node takes 20 ms to read all that it knows.
    ca: [],
    // No session is resumed, since a resumed one shows no certificate.
    maxCachedSessions: 0,
  });
  if (tls === "insecure") return connect;
  return (target, done) => {
    connect(target, (...[error, socket]) => {
      if (error !== null || !("getPeerX509Certificate" in socket)) {
        if (error === null) done(null, socket);
        else done(error, null);
        return;
      }
      checkCertificate(socket, options).then(
        () => done(null, socket),
        (reason: Error) => {
          socket.destroy();
          done(reason, null);
        },
      );
    });
  };
}

async function checkCertificate(socket: TLSSocket, options: ConnectorOptions): Promise<void> {
  const { origin, tls, fingerprints, onCertificateChange } = options;
  const now = socket.getPeerX509Certificate()?.fingerprint256;
  const before = await fingerprints.get(origin);
  if (tls === "pinned" && (now === undefined || (before !== undefined && before !== now))) {
    throw pinnedError(origin, before, now);
  }
  if (now === undefined || before === now) return;
  if (before !== undefined) onCertificateChange({ origin, before, now });
  await fingerprints.set(origin, now);
}

function pinnedError(
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
