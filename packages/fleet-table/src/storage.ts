import { errorCode, isDiskError } from "@envoy/durable-file";
import { FleetTableError } from "./errors.js";

/** `ERR_MISSING_FILE` or `ERR_STORAGE` for an error of the disk; any other error as it is. */
export function inStorage(error: unknown, path: string, what: string): unknown {
  if (!isDiskError(error)) return error;
  const code = errorCode(error) === "ENOENT" ? "ERR_MISSING_FILE" : "ERR_STORAGE";
  return new FleetTableError(code, path, `${what}, at ${path}: ${error.message}`, {
    cause: error,
  });
}

/** Runs a step, and tells of an error of the disk what could not be done. */
export async function orStorageError<T>(
  path: string,
  what: string,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw inStorage(error, path, what);
  }
}
