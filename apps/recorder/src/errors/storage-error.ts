import { dirname } from "node:path";
import { errorCode, isDiskError } from "@envoy/durable-file";
import { exitCode, RecorderError } from "./exit-code.js";
import { foreignPath } from "./owner.js";

/** The next step after a failure of a command that a person typed, which no schedule repeats. */
export const runAgain = "once that is repaired, run the same command again.";

/** A disk error as one that a person can act on, with the next step; any other error unchanged. */
export function asStorageError(
  whatFailed: string,
  cause: unknown,
  nextStep = "the next run tries again.",
): unknown {
  if (!isDiskError(cause)) return cause;
  const advice = adviceOnOwner(cause) ?? nextStep;
  const message = `${whatFailed}: ${cause.message}. What was saved is kept; ${advice}`;
  return new RecorderError(exitCode.storage, message, { cause });
}

/** What to run if the path is another user's, as after a run as root; trying again would not help. */
function adviceOnOwner(error: Error): string | undefined {
  const isRefused = ["EACCES", "EPERM"].includes(errorCode(error) ?? "");
  if (!isRefused || !("path" in error) || typeof error.path !== "string") return undefined;
  const foreign = foreignPath(error.path);
  if (foreign === undefined) return undefined;
  const owner = foreign.uid === 0 ? "root" : `user ${foreign.uid}`;
  const lost = outermostForeign(foreign.path);
  // Not in a folder of this user's: it may be the system's, and must stay with its owner.
  if (lost === undefined) return `but ${foreign.path} belongs to ${owner}.`;
  const ids = `${process.getuid?.()}:${process.getgid?.()}`;
  return `but ${foreign.path} belongs to ${owner}. To take it back: sudo chown -R ${ids} '${lost}'`;
}

/** What contains the path and is directly in a folder of this user's; undefined if no such folder is above. */
function outermostForeign(path: string): string | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  return foreignPath(parent) === undefined ? path : outermostForeign(parent);
}
