import { isDiskError } from "@envoy/durable-file";
import { exitCode, RecorderError } from "./exit-code.js";

/** A disk error as one that a person can act on; any other error unchanged. */
export function asStorageError(whatFailed: string, cause: unknown): unknown {
  if (!isDiskError(cause)) return cause;
  const message = `${whatFailed}: ${cause.message}. What was saved is kept; the next run tries again.`;
  return new RecorderError(exitCode.storage, message, { cause });
}
