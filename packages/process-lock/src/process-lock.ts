import { createHash } from "node:crypto";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalPath } from "./canonical-path.js";
import { ProcessLockError } from "./errors.js";

/** A held lock. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes a lock on folders, or resolves to undefined at once if somebody on this machine holds it on any of them,
 * this process included. `purpose` is part of the lock's name, such as "envoy-recorder-flush": locks of two purposes
 * are two locks. Rejects with `ProcessLockError` if it cannot be taken at all, and then holds none of the folders;
 * `TypeError` for a purpose that is no short name.
 *
 * The lock is a listening socket, so the kernel frees it however its process ends: there is no
 * file to clear by hand and no clock in it. On Linux the socket is abstract, on Windows a named
 * pipe; elsewhere it is a socket file in the temporary folder, which a killed process leaves
 * behind to be removed by hand.
 *
 * Before Node 20, libuv binds every abstract socket to one and the same name, so that the second
 * folder would seem to be held by another process.
 */
export async function tryLock(
  folders: readonly string[],
  purpose: string,
): Promise<ProcessLock | undefined> {
  checkPurpose(purpose);
  const servers: Server[] = [];
  const release = async (): Promise<void> => {
    for (const server of servers) await new Promise((done) => server.close(done));
  };
  for (const folder of folders) {
    const server = createServer((socket) => socket.destroy());
    const isFree = await lockFolder(server, folder, purpose).catch(async (cause: unknown) => {
      await release();
      throw new ProcessLockError(folder, cause);
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

function checkPurpose(purpose: string): void {
  // A name of more than 107 bytes is no address of a socket (unix(7)).
  if (/^[a-z0-9-]{1,40}$/.test(purpose)) return;
  throw new TypeError(
    `A lock's purpose is 1 to 40 lower-case letters, digits and hyphens: ${purpose}`,
  );
}

async function lockFolder(server: Server, folder: string, purpose: string): Promise<boolean> {
  return listen(server, address(await lockName(folder, purpose)));
}

/** The name of the lock's socket, the same for every path to the folder. Throws `TypeError` for a purpose that is no short name. */
export async function lockName(folder: string, purpose: string): Promise<string> {
  checkPurpose(purpose);
  const name = createHash("sha256")
    .update(await canonicalPath(folder))
    .digest("hex");
  return `${purpose}-${name.slice(0, 32)}`;
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
