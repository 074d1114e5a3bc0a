import { createHash } from "node:crypto";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { canonicalPath } from "./canonical-path.js";

/** A held lock. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes a lock on folders, or resolves to undefined at once if another process of this
 * machine holds it on any of them. Rejects with `RecorderError` if it cannot be taken at all.
 *
 * The lock is a listening socket, so the kernel frees it however its process ends: there is no
 * file to clear by hand and no clock in it. On Linux the socket is abstract, on Windows a named
 * pipe; elsewhere it is a socket file in the temporary folder, which a killed process leaves
 * behind to be removed by hand.
 *
 * Before Node 20, libuv binds every abstract socket to one and the same name, so that the second
 * folder would seem to be held by another run: bin/check-node.cjs refuses such a Node.
 */
export async function tryLock(
  folders: readonly string[],
  purpose: string,
): Promise<ProcessLock | undefined> {
  const servers: Server[] = [];
  const release = async (): Promise<void> => {
    for (const server of servers) await new Promise((done) => server.close(done));
  };
  for (const folder of folders) {
    const server = createServer((socket) => socket.destroy());
    const isFree = await lockFolder(server, folder, purpose).catch(async (cause: unknown) => {
      await release();
      const message = `Cannot lock ${folder}: ${messageOf(cause)}. What was saved is kept; the next run tries again.`;
      throw new RecorderError(exitCode.storage, message, { cause });
    });
    if (!isFree) {
      await release();
      return undefined;
    }
    server.unref();
    servers.push(server);
  }
  return { release };
}

async function lockFolder(server: Server, folder: string, purpose: string): Promise<boolean> {
  return listen(server, address(await lockName(folder, purpose)));
}

/** The name of the lock's socket. */
export async function lockName(folder: string, purpose: string): Promise<string> {
  const name = createHash("sha256")
    .update(await canonicalPath(folder))
    .digest("hex");
  return `envoy-recorder-${purpose}-${name.slice(0, 32)}`;
}

/** Whether a process of this machine holds the lock on a folder. Does not take it, so no run is kept from it. */
export async function isLocked(folder: string, purpose: string): Promise<boolean> {
  const socket = connect(address(await lockName(folder, purpose)));
  try {
    return await new Promise((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

function address(name: string): string {
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(path, () => resolve(true));
  });
}
