import { loadConfig } from "../config/config.js";
import { describeError } from "../errors/describe-error.js";
import { exitCode, exitCodeOf, RecorderError } from "../errors/exit-code.js";
import { ownFolders, refuseForeignFolders } from "../errors/owner.js";
import { failureEvent } from "../log/failure-event.js";
import { writeTo } from "../print-line.js";
import { RecentLog } from "../recent-log.js";
import type { Command } from "../run.js";
import { startLogging } from "./logging.js";

const interrupted = new AbortController();
const interrupt = (name: string): void => interrupted.abort(new Error(`stopped by ${name}`));
// A second one changes nothing: a service manager may send it to the whole group of processes.
process.on("SIGTERM", interrupt);
// A second one ends the program at once, for a person who does not want to wait.
process.once("SIGINT", interrupt);

/** Aborts when SIGINT or SIGTERM comes. */
export const interruption: AbortSignal = interrupted.signal;

/** Loads the settings, runs a command and sets the exit code; with `quiet` standard error gets only warnings and errors. */
export async function runCommand(
  configFile: string,
  command: Command,
  { quiet }: { readonly quiet: boolean } = { quiet: false },
): Promise<void> {
  try {
    const config = await loadConfig(configFile, process.env);
    // Before the log file is written.
    refuseForeignFolders(ownFolders(config));
    const recentLog = config.pingUrl === undefined ? undefined : new RecentLog();
    const logger = startLogging(config, quiet, recentLog);
    try {
      process.exitCode = await command({ config, logger, signal: interruption, recentLog });
    } catch (error) {
      logger.error(
        interruption.aborted ? "stopped" : failureEvent(error),
        describe(error, config.logLevel === "DEBUG"),
      );
      process.exitCode = exitCodeOf(error);
    }
  } catch (error) {
    endWith(error);
  }
}

/** Prints an error that came before the log was started, and sets the exit code. */
export function endWith(reason: unknown): void {
  const error = asFolderError(reason);
  // Before the config is loaded, only the environment can ask for more.
  const showStack = process.env["ENVOY_RECORDER_LOGGING__LEVEL"]?.toUpperCase() === "DEBUG";
  writeTo(process.stderr, `${describe(error, showStack)}\n`);
  process.exitCode = exitCodeOf(error);
}

/** An error of Node's that the working folder is deleted, as one that a person can act on; any other error unchanged. */
function asFolderError(error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error && error.syscall === "uv_cwd")) return error;
  const message =
    "The folder that this was started in no longer exists. Go to another one, or give --config the full path of the config file.";
  return new RecorderError(exitCode.config, message, { cause: error });
}

function describe(error: unknown, showStack: boolean): string {
  return interruption.aborted && !(error instanceof RecorderError)
    ? `Interrupted: ${String(interruption.reason.message)}.`
    : describeError(error, showStack);
}
