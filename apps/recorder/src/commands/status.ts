import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asStorageError, runAgain } from "../errors/storage-error.js";
import { collectStatus } from "../health/status.js";
import { statusText } from "../health/status-text.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";
import { readRuns } from "../state/run-log.js";

/** How old the newest saved poll may be for `check`, in minutes. */
const checkedMinutes = 10;

/**
 * Prints how the recorder is, for a person or as JSON. Asks nobody and changes nothing but its own cache.
 * With `check` it rejects if no poll was saved lately.
 */
export async function status(
  { config }: Run,
  options: { readonly json: boolean; readonly check: boolean },
): Promise<ExitCode> {
  try {
    const now = Date.now();
    const report = await collectStatus(config, now);
    printLine(options.json ? JSON.stringify(report, undefined, 2) : statusText(report));
    if (options.check) checkPolls(config.state, now);
    const holdings = [report.archive, ...report.tables];
    return holdings.some(({ problems }) => problems.length > 0) ? exitCode.storage : exitCode.ok;
  } catch (cause) {
    throw asStorageError("The status could not be read", cause, runAgain);
  }
}

function checkPolls(state: string, now: number): void {
  const last = readRuns(state).findLast(
    ({ step, exitCode: code }) => step === "poll" && code === 0,
  );
  if (last !== undefined && now - last.at * 1000 <= checkedMinutes * 60_000) return;
  const message = `Not recording: no poll was saved in the last ${checkedMinutes} minutes. What failed is in the log; envoy-recorder record tries now.`;
  throw new RecorderError(exitCode.gateway, message);
}
