import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import {
  type AddressInfo,
  connect,
  createServer as createPort,
  type Server,
  type Socket,
} from "node:net";
import { closeAfterTest } from "./resources.js";

/** The port of a server on loopback, which is closed after the test. */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfterTest({
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as AddressInfo).port;
}

export interface PlainGateway {
  readonly port: number;
  /** The path and the Authorization header of each request. */
  readonly seen: readonly (readonly [string | undefined, string | undefined])[];
}

/** Something that says over plain http that it is a gateway with this firmware, and answers every page. */
export async function plainGateway(firmware: string): Promise<PlainGateway> {
  const seen: [string | undefined, string | undefined][] = [];
  const server: HttpServer = createServer((request: IncomingMessage, response) => {
    seen.push([request.url, request.headers.authorization]);
    response.end(
      request.url === "/info"
        ? `<envoy_info><device><sn>122333444555</sn><software>D${firmware}</software></device></envoy_info>`
        : "{}",
    );
  });
  return { port: await listening(server), seen };
}

export interface NoTlsPort {
  readonly port: number;
  /** How many TLS handshakes were begun. */
  readonly handshakes: () => number;
}

/** A port that accepts TLS connections and then says nothing; other connections go to `httpPort`, if there is one. */
export async function silentInTls(httpPort?: number): Promise<NoTlsPort> {
  return withoutTls(() => undefined, httpPort);
}

/**
 * A port that resets TLS connections, or only those before one that is passed on to another port;
 * others go to `httpPort`, or are reset.
 */
export async function resetsTls(
  httpPort: number | undefined,
  { untilHandshake = Number.POSITIVE_INFINITY, later = 0 } = {},
): Promise<NoTlsPort> {
  return withoutTls((socket, hello, handshakes) => {
    if (handshakes < untilHandshake) socket.resetAndDestroy();
    else passOn(socket, hello, later);
  }, httpPort ?? "reset");
}

async function withoutTls(
  onHandshake: (socket: Socket, hello: Buffer, handshakes: number) => void,
  httpPort: number | "reset" | undefined,
): Promise<NoTlsPort> {
  let handshakes = 0;
  const server = createPort((socket) => {
    socket.once("data", (first) => {
      if (first[0] === 0x16) {
        handshakes++;
        onHandshake(socket, first, handshakes);
      } else if (httpPort === "reset") socket.resetAndDestroy();
      else if (httpPort !== undefined) passOn(socket, first, httpPort);
    });
  });
  return { port: await listening(server), handshakes: () => handshakes };
}

function passOn(socket: Socket, first: Buffer, port: number): void {
  const other = connect(port, "127.0.0.1").on("error", () => socket.destroy());
  other.write(first);
  socket.pipe(other).pipe(socket);
}
