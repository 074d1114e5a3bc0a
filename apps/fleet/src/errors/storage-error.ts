import { isDiskError } from "@envoy/durable-file";
import { exitCode, FleetError } from "./exit-code.js";

/** A disk error as one that a person can act on; any other error unchanged. */
export function asStorageError(whatFailed: string, cause: unknown): unknown {
  if (!isDiskError(cause)) return cause;
  const message = `${whatFailed}: ${cause.message}. What was there is kept; once that is repaired, run the same command again.`;
  return new FleetError(exitCode.storage, message, { cause });
}
