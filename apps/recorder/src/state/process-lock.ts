import * as locks from "@envoy/process-lock";
import { exitCode, RecorderError } from "../errors/exit-code.js";

/**
 * Takes the recorder's lock for a purpose on folders, or resolves to undefined at once if another run holds it on any
 * of them. Rejects with `RecorderError` if it cannot be taken at all.
 */
export async function tryLock(
  folders: readonly string[],
  purpose: string,
): Promise<locks.ProcessLock | undefined> {
  try {
    return await locks.tryLock(folders, named(purpose));
  } catch (cause) {
    if (!(cause instanceof locks.ProcessLockError)) throw cause;
    const message = `${cause.message}. What was saved is kept; the next run tries again.`;
    throw new RecorderError(exitCode.storage, message, { cause });
  }
}

/** Whether a run holds the lock on a folder. Does not take it, so no run is kept from it. */
export function isLocked(folder: string, purpose: string): Promise<boolean> {
  return locks.isLocked(folder, named(purpose));
}

/** Which process holds the lock on a folder; undefined if none does or it cannot be told. */
export function lockHolder(folder: string, purpose: string): Promise<locks.LockHolder | undefined> {
  return locks.lockHolder(folder, named(purpose));
}

function named(purpose: string): string {
  return `envoy-recorder-${purpose}`;
}
