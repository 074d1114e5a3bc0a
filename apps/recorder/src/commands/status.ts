import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { asStorageError, runAgain } from "../errors/storage-error.js";
import { collectStatus } from "../health/status.js";
import { statusText } from "../health/status-text.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";

/** Prints how the recorder is, for a person or as JSON. Asks nobody and changes nothing but its own cache. */
export async function status(
  { config }: Run,
  options: { readonly json: boolean },
): Promise<ExitCode> {
  try {
    const report = await collectStatus(config, Date.now());
    printLine(options.json ? JSON.stringify(report, undefined, 2) : statusText(report));
    return report.archive.problems.length > 0 ? exitCode.storage : exitCode.ok;
  } catch (cause) {
    throw asStorageError("The status could not be read", cause, runAgain);
  }
}
