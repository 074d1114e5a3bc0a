import { loadConfig } from "../config/load-config.js";
import { describeError } from "../errors/describe-error.js";
import { exitCode, exitCodeOf, FleetError } from "../errors/exit-code.js";
import { writeLine } from "../print-line.js";
import type { Command } from "../run.js";

const interrupted = new AbortController();
const interrupt = (name: string): void => interrupted.abort(new Error(`stopped by ${name}`));
// A second one changes nothing: a service manager may send it to the whole group of processes.
process.on("SIGTERM", interrupt);
// A second one ends the program at once, for a person who does not want to wait.
process.once("SIGINT", interrupt);

/** Loads the settings, runs a command and sets the exit code. */
export async function runCommand(configFile: string, command: Command): Promise<void> {
  try {
    process.exitCode = await command({
      config: await loadConfig(configFile, process.env),
      signal: interrupted.signal,
      print: (line) => writeLine(process.stdout, line),
      warn: (line) => writeLine(process.stderr, line),
    });
  } catch (error) {
    await endWith(error);
  }
}

/** Prints an error and sets the exit code. */
export async function endWith(reason: unknown): Promise<void> {
  // It knows the errors of tables and engines, which most commands do not need.
  const { asFleetError } = await import("../errors/as-fleet-error.js");
  const error = asFleetError(asFolderError(reason));
  const showStack = (process.env["ENVOY_FLEET_DEBUG"] ?? "") !== "";
  const isStopped = interrupted.signal.aborted && !(error instanceof FleetError);
  const text = isStopped
    ? `Interrupted: ${String(interrupted.signal.reason.message)}. Run the same command again to carry on.`
    : describeError(error, showStack);
  writeLine(process.stderr, text);
  process.exitCode = exitCodeOf(error);
}

/** An error of Node's that the working folder is deleted, as one that a person can act on; any other error unchanged. */
function asFolderError(error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error && error.syscall === "uv_cwd")) return error;
  const message =
    "The folder that this was started in no longer exists. Go to another one, or give --config the full path of fleet.toml.";
  return new FleetError(exitCode.config, message, { cause: error });
}
