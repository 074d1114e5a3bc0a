import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { errorCode } from "@envoy/durable-file";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";

/** Where to listen. */
export interface ListenOptions {
  /** 0 is any free one. */
  readonly port: number;
  readonly host: string;
}

/** Begins to listen, and resolves to the port. Rejects with `RecorderError`, which says what to do. */
export async function listen(server: Server, { port, host }: ListenOptions): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(listenError(cause, port, host)));
    server.listen(port, host, resolve);
  });
  // Such as a connection that cannot be accepted for lack of file descriptors.
  server.on("error", () => undefined);
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function listenError(cause: unknown, port: number, host: string): RecorderError {
  return new RecorderError(exitCode.config, sentenceFor(cause, port, host), { cause });
}

function sentenceFor(cause: unknown, port: number, host: string): string {
  switch (errorCode(cause)) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is taken, perhaps by another envoy-recorder serve. Take another one: envoy-recorder serve --port ${port + 1}, or --port 0 for any that is free.`;
    case "EACCES":
      return `Only root may listen at port ${port}. Take one above 1023, such as --port 8417.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${host} is no address of this machine. --host takes one of its own, or 0.0.0.0 for all of them.`;
    default:
      return `Cannot listen at ${host}, port ${port}: ${messageOf(cause)}`;
  }
}
