import { spawn } from "node:child_process";
import { once } from "node:events";
import { type ExitCode, exitCode, isExitCode } from "../errors/exit-code.js";
import type { Run } from "../run.js";

/**
 * Flushes and uploads in a process of its own, which logs what it does and takes Arrow's and
 * Parquet's memory with it when it ends. It is told when the signal aborts, and waited for.
 * Resolves to its exit code. Rejects with Node's system errors if it cannot be started.
 */
export async function flushInProcess({ config, logger, signal }: Run): Promise<ExitCode> {
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
    const [code, killedBy]: unknown[] = await once(child, "exit");
    if (isExitCode(code)) return code;
    if (signal.aborted) return exitCode.unexpected;
    logger.error(
      "flush_killed",
      `The flush was ended by ${String(killedBy ?? code)}. What was saved is kept; the next minute tries again.`,
    );
    return exitCode.unexpected;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
