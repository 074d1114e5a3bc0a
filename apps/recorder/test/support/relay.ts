import { connect, createServer, type Server, type Socket } from "node:net";
import type { Simulator } from "@envoy/envoy-simulator";

/** A slow or missing network between the recorder and a simulated gateway. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** How long what the gateway sends is on its way, in milliseconds. */
  delayMs: number;
  open(): Promise<void>;
  /** Nothing is listening any more. */
  close(): Promise<void>;
}

export async function startRelay(simulator: Pick<Simulator, "host" | "port">): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(simulator.port, simulator.host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on("data", (bytes) => setTimeout(() => near.write(bytes), relay.delayMs));
    far.on("close", () => setTimeout(() => near.end(), relay.delayMs));
  });
  let port = 0;
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const relay = {
    get port() {
      return port;
    },
    delayMs: 0,
    open: async () => {
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      const address = server.address();
      if (typeof address === "object" && address !== null) port = address.port;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  await relay.open();
  return relay;
}
