import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Run } from "../run.js";

/**
 * Flushes and uploads in a process of its own, which logs what it does and takes Arrow's and
 * Parquet's memory with it when it ends. It is told when the signal aborts, and waited for.
 * Rejects with Node's system errors if it cannot be started.
 */
export async function flushInProcess({ config, logger, signal }: Run): Promise<void> {
  const [, program = ""] = process.argv;
  const child = spawn(
    process.execPath,
    [...process.execArgv, program, "--config", config.file, "record", "--no-poll"],
    // What the service manager is told comes from the watch alone.
    { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NOTIFY_SOCKET: undefined } },
  );
  const stop = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    const [, killedBy]: (number | NodeJS.Signals | null)[] = await once(child, "exit");
    if (typeof killedBy !== "string" || signal.aborted) return;
    logger.error`${`The flush was ended by ${killedBy}. What was saved is kept; the next minute tries again.`}`;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
