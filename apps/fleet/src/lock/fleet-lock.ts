import { ProcessLockError, tryLock } from "@envoy/process-lock";
import type { FleetConfig } from "../config/config.js";
import { exitCode, FleetError } from "../errors/exit-code.js";

/**
 * Does something while no other run changes the landing or the table. Rejects with `FleetError` at once if another run
 * is at work on one of them.
 */
export async function withFleetLock<T>(
  { landing, table }: Pick<FleetConfig, "landing" | "table">,
  task: () => Promise<T>,
): Promise<T> {
  const lock = await lockBoth(landing, table);
  if (lock === undefined) {
    const message = `Another run of envoy-fleet is at work on ${landing} or ${table}. Nothing was done; run this again when it has ended.`;
    throw new FleetError(exitCode.busy, message);
  }
  try {
    return await task();
  } finally {
    await lock.release();
  }
}

async function lockBoth(landing: string, table: string): ReturnType<typeof tryLock> {
  try {
    return await tryLock([landing, table], "envoy-fleet");
  } catch (cause) {
    if (!(cause instanceof ProcessLockError)) throw cause;
    const message = `${cause.message}. Nothing was done.`;
    throw new FleetError(exitCode.storage, message, { cause });
  }
}
