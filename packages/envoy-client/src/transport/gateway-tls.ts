import { buildConnector } from "undici";
import type { CertificateCheck } from "./certificate-check.js";

/**
 * Connects and checks the certificate before the connection is handed to the client, and so
 * before any token is sent. Names and dates in it are not checked: there is no SAN, the
 * common name is a serial number, and a Raspberry Pi's clock may be off by years.
 */
export function gatewayConnector(
  certificate: CertificateCheck,
  connectTimeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    rejectUnauthorized: false,
    // No authority signs a gateway's certificate, and Node takes 20 ms to read all that it knows.
    ca: [],
    // No session is resumed, since a resumed one shows no certificate.
    maxCachedSessions: 0,
  });
  return (target, done) => {
    connect(target, (...[error, socket]) => {
      if (error !== null) {
        done(error, null);
        return;
      }
      const fingerprint =
        "getPeerX509Certificate" in socket
          ? socket.getPeerX509Certificate()?.fingerprint256
          : undefined;
      certificate.check(fingerprint).then(
        () => done(null, socket),
        (reason: Error) => {
          socket.destroy();
          done(reason, null);
        },
      );
    });
  };
}
