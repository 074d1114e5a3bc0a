/**
 * - `ERR_INPUT`: a file that is read is missing or damaged, or has other columns than those with it; `path` is which.
 * - `ERR_PATH`: the path of a file or folder has a character that the engine gives a meaning; `path` is which.
 * - `ERR_OUTPUT`: a file or folder could not be written.
 * - `ERR_MEMORY`: the memory limit is too low for the work.
 * - `ERR_DISK_FULL`: no space is left for the output or for what does not fit in memory.
 * - `ERR_SPARK_MISSING`: there is no Spark in its home, or no Java.
 * - `ERR_SPARK_FAILED`: Spark could not start, or ended without doing its work.
 * - `ERR_SQL`: any other failure of a query.
 */
export type FleetEngineErrorCode =
  | "ERR_INPUT"
  | "ERR_PATH"
  | "ERR_OUTPUT"
  | "ERR_MEMORY"
  | "ERR_DISK_FULL"
  | "ERR_SPARK_MISSING"
  | "ERR_SPARK_FAILED"
  | "ERR_SQL";

/** Facts of a {@link FleetEngineError}. */
export interface FleetEngineErrorFacts extends ErrorOptions {
  /** The file or folder that is at fault, where one is. */
  readonly path?: string;
}

/** A query that failed. */
export class FleetEngineError extends Error {
  override readonly name = "FleetEngineError";
  readonly code: FleetEngineErrorCode;
  /** The file or folder that is at fault, where one is. */
  readonly path: string | undefined;

  constructor(code: FleetEngineErrorCode, message: string, facts: FleetEngineErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.path = facts.path;
  }
}
