import { once } from "node:events";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import {
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  TLSSocket,
} from "node:tls";
import type { buildConnector } from "undici";
import type { CertificateCheck } from "./certificate-check.js";

/** No connection was made in time. */
export class ConnectTimeout extends Error {
  override readonly name = "ConnectTimeout";
  /** The port accepted the connection, and was then silent in the TLS handshake. */
  readonly isSilentHandshake: boolean;

  constructor(timeoutMs: number, isSilentHandshake: boolean) {
    const what = isSilentHandshake ? "the TLS handshake did not end" : "no connection";
    super(`${what} within ${timeoutMs / 1000} s`);
    this.isSilentHandshake = isSilentHandshake;
  }
}

/** The port accepted the connection, and broke it off in the TLS handshake. */
export class HandshakeBroken extends Error {
  override readonly name = "HandshakeBroken";
  readonly code = "ECONNRESET";

  constructor(cause: unknown) {
    super("the TLS handshake was broken off", { cause });
  }
}

/**
 * Connects and checks the certificate before the connection is handed to the client, and so
 * before any token is sent. Names and dates in it are not checked: there is no SAN, the
 * common name is a serial number, and a Raspberry Pi's clock may be off by years.
 */
export class GatewayConnector {
  readonly #certificate: CertificateCheck;
  readonly #timeoutMs: number;
  readonly #unfinished = new Set<Socket>();
  #context: SecureContext | undefined;

  constructor(certificate: CertificateCheck, timeoutMs: number) {
    this.#certificate = certificate;
    this.#timeoutMs = timeoutMs;
  }

  readonly connect: buildConnector.connector = (target, done) => {
    this.#open(target).then(
      (socket) => done(null, socket),
      (error: Error) => done(error, null),
    );
  };

  /**
   * Ends connections that are still being made. undici leaves them alone when it is destroyed
   * or when the request that needed them is aborted; one in a silent handshake would keep the
   * process alive, and then fail the next request.
   */
  async abandon(): Promise<void> {
    await Promise.all(
      [...this.#unfinished].map(async (socket) => {
        const closed = new Promise((resolve) => socket.once("close", resolve));
        socket.destroy(new Error("The call that needed this connection has ended."));
        await closed;
      }),
    );
  }

  async #open(target: buildConnector.Options): Promise<Socket> {
    const socket = this.#socketTo(target);
    this.#unfinished.add(socket);
    try {
      await established(socket, this.#timeoutMs);
      const isTls = socket instanceof TLSSocket;
      await this.#certificate.check(
        isTls ? socket.getPeerX509Certificate()?.fingerprint256 : undefined,
      );
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      this.#unfinished.delete(socket);
    }
  }

  #socketTo({ protocol, hostname, port }: buildConnector.Options): Socket {
    const isTls = protocol === "https:";
    const address = {
      host: hostname,
      // undici leaves out the one that is the protocol's own.
      port: Number(port) || (isTls ? 443 : 80),
    };
    if (!isTls) return connectPlain(address);
    // No authority signs a gateway's certificate, and Node takes 20 ms to read all that it knows.
    this.#context ??= createSecureContext({ ca: [] });
    // Without a session to resume, since a resumed one shows no certificate.
    return connectTls({
      ...address,
      servername: isIP(hostname) === 0 ? hostname : "",
      rejectUnauthorized: false,
      secureContext: this.#context,
      ALPNProtocols: ["http/1.1"],
    });
  }
}

/** Resolves when the connection is ready for a request. */
async function established(socket: Socket, timeoutMs: number): Promise<void> {
  socket.setNoDelay(true).setKeepAlive(true, 60_000);
  // An error without a listener would end the process.
  socket.on("error", () => undefined);
  const timer = setTimeout(() => {
    socket.destroy(new ConnectTimeout(timeoutMs, !socket.connecting));
  }, timeoutMs);
  const isTls = socket instanceof TLSSocket;
  try {
    await once(socket, isTls ? "secureConnect" : "connect");
  } catch (error) {
    const { code }: { readonly code?: unknown } = Object(error);
    throw isTls && code === "ECONNRESET" && !socket.connecting ? new HandshakeBroken(error) : error;
  } finally {
    clearTimeout(timer);
  }
}
