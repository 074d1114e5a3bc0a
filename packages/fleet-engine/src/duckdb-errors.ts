import { FleetEngineError } from "./errors.js";

/** What a failed query says of its cause. DuckDB's errors have no code: the kind is in front of the message. */
export function toDuckDbError(cause: unknown, during: string): FleetEngineError {
  const text = cause instanceof Error ? cause.message.trim() : String(cause);
  const [line = ""] = text.split("\n");
  if (/No space left on device|max_temp_directory_size/.test(text))
    return new FleetEngineError(
      "ERR_DISK_FULL",
      `No space was left on the disk ${during}. DuckDB says: ${line}`,
      { cause },
    );
  if (/^Out of Memory Error/.test(text))
    return new FleetEngineError(
      "ERR_MEMORY",
      `The memory limit was reached ${during}. Raise memory_limit, or use fewer threads. DuckDB says: ${line}`,
      { cause },
    );
  return new FleetEngineError("ERR_SQL", `DuckDB failed ${during}: ${line}`, { cause });
}
