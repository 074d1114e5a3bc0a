import { FleetEngineError, type FleetEngineErrorCode } from "./errors.js";

/** What a query that failed was about. */
export interface DuckDbQuery {
  /** Such as "while writing" and a job's name. */
  readonly during: string;
  /** The files that it reads. */
  readonly inputs: readonly string[];
  /** Where it writes, if it does. */
  readonly output?: string;
}

/** What a failed query says of its cause. DuckDB's errors have no code: the kind is in front of the message. */
export function toDuckDbError(cause: unknown, query: DuckDbQuery): FleetEngineError {
  const { during, inputs, output } = query;
  const text = cause instanceof Error ? cause.message.trim() : String(cause);
  const [line = ""] = text.split("\n");
  const error = (code: FleetEngineErrorCode, what: string, path?: string) =>
    new FleetEngineError(
      code,
      `${what} DuckDB says: ${line}`,
      path === undefined ? { cause } : { cause, path },
    );
  if (/No space left on device|max_temp_directory_size/.test(text))
    return error("ERR_DISK_FULL", `No space was left on the disk ${during}.`);
  if (/^Out of Memory Error/.test(text)) {
    const advice = "Raise memory_limit, or use fewer threads.";
    return error("ERR_MEMORY", `The memory limit was reached ${during}. ${advice}`);
  }
  // The lines after the first quote the query, with all its files.
  const input = inputs.find((path) => line.includes(path));
  if (input !== undefined) return damagedInput(input, query, cause);
  if (output !== undefined && /^IO Error/.test(line) && line.includes(output))
    return error("ERR_OUTPUT", `${output} could not be written.`, output);
  return error("ERR_SQL", `A query failed ${during}.`);
}

/** That one of the files that a query reads is at fault. */
export function damagedInput(
  path: string,
  { during }: DuckDbQuery,
  cause: unknown,
): FleetEngineError {
  const [line = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
  const message = `${path} could not be read ${during}. Fetch or make it anew. DuckDB says: ${line}`;
  return new FleetEngineError("ERR_INPUT", message, { path, cause });
}
