import { exitCode } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import type { Check, CheckContext } from "./checks.js";
import { type Finding, fail, failureOf } from "./finding.js";

/** Runs one check for its time limit at most; whatever it throws is a finding too. Rejects only with the reason of the context's signal. */
export async function runCheck(
  { run, limitSeconds = 10 }: Check,
  context: CheckContext,
): Promise<Finding> {
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const signal = AbortSignal.any([context.signal, limit]);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([run({ ...context, signal }), aborted]);
  } catch (error) {
    context.signal.throwIfAborted();
    if (limit.aborted) {
      const message = `the check did not end within ${limitSeconds} s`;
      return fail(exitCode.unexpected, message, "Does a disk or a network share hang?");
    }
    const cause = asStorageError("This could not be checked", error);
    return failureOf(cause, "This is a mistake in the program: please report it.");
  }
}
