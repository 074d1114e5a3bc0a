import { FleetEngineError, type FleetEngineErrorCode } from "@envoy/fleet-engine";
import { FleetTableError } from "@envoy/fleet-table";
import { type ExitCode, exitCode, FleetError } from "./exit-code.js";
import { asStorageError } from "./storage-error.js";

/** Errors of the engine that are not its own fault. */
const engineCodes: Partial<Record<FleetEngineErrorCode, ExitCode>> = {
  ERR_DISK_FULL: exitCode.storage,
  ERR_INPUT: exitCode.storage,
  ERR_OUTPUT: exitCode.storage,
  ERR_PATH: exitCode.config,
  ERR_SPARK_MISSING: exitCode.config,
};

/** What the fleet adds to a message of the engine: the setting that helps. */
const hints: Partial<Record<FleetEngineErrorCode, string>> = {
  ERR_MEMORY: "They are memory_limit and threads of [duckdb] in fleet.toml.",
  ERR_SPARK_MISSING: "It is home of [spark] in fleet.toml, or SPARK_HOME in the environment.",
};

const runAgain = "What was there is kept; once that is repaired, run the same command again.";

/** An error of a table, an engine or the disk as one that a person can act on; any other error unchanged. */
export function asFleetError(error: unknown): unknown {
  if (error instanceof FleetTableError) {
    return new FleetError(exitCode.storage, error.message, { cause: error });
  }
  if (error instanceof FleetEngineError) {
    const message = [error.message, hints[error.code], runAgain].filter(Boolean).join(" ");
    return new FleetError(engineCodes[error.code] ?? exitCode.engine, message, { cause: error });
  }
  return asStorageError("The disk failed", error);
}
