import { isDiskError } from "@envoy/durable-file";
import { exitCode, RecorderError } from "./exit-code.js";

/** A fault of the disk as an error that a person can act on; any other error as it is. */
export function asStorageError(whatFailed: string, cause: unknown): unknown {
  if (!isDiskError(cause)) return cause;
  const message = `${whatFailed}: ${cause.message}. Nothing saved is lost; the next run tries again.`;
  return new RecorderError(exitCode.storage, message, { cause });
}
