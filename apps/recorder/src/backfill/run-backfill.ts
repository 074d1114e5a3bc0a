import { makeFolderSync } from "@envoy/durable-file";
import { partitionName } from "@envoy/parquet-archive";
import { counted } from "../counted.js";
import { exitCode, RecorderError, worstOf } from "../errors/exit-code.js";
import { asStorageError, runAgain } from "../errors/storage-error.js";
import { logArchiveNotes } from "../flush/archive-notes.js";
import { describeKnown } from "../flush/archived-readings.js";
import { openToMerge } from "../flush/open-to-merge.js";
import { prepareTables } from "../flush/prepare-tables.js";
import { ReadingNoteFile } from "../flush/reading-note.js";
import { warnOfUnknownFields } from "../flush/unknown-fields.js";
import { progressBar } from "../progress/progress-bar.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { keepHeapSmall } from "../v8-flags.js";
import { archiveAnswers, type BackfillResult, pollsAtATime } from "./archive-answers.js";
import { listAnswers, type Skipped } from "./list-answers.js";
import { sourceFolders } from "./source-folders.js";

/**
 * Archives the raw answers in folders under the lock of a flush and logs the problems. The files
 * are only read, so that running it again begins anew and adds nothing twice. Rejects with `RecorderError`.
 */
export async function runBackfill(run: Run, folders: readonly string[]): Promise<Outcome> {
  const { config } = run;
  const sources = await sourceFolders(config, folders);
  const { liveBuffer, parquetArchive, tablesFolder } = config;
  const lock = await tryLock([liveBuffer, parquetArchive, tablesFolder], "flush");
  if (lock === undefined) {
    // Not 0: a script may delete the files after it.
    const message = "Another run is flushing, so nothing was backfilled. Try again in a minute.";
    throw new RecorderError(exitCode.storage, message);
  }
  try {
    return await backfillUnderLock(run, sources);
  } catch (cause) {
    if (run.signal.aborted && cause === run.signal.reason) {
      throw stopped("before the first file was read");
    }
    throw asStorageError(`Backfilling ${config.parquetArchive} failed`, cause, runAgain);
  } finally {
    await lock.release();
  }
}

async function backfillUnderLock(
  { config, logger, signal }: Run,
  sources: readonly string[],
): Promise<Outcome> {
  const { maxResponseBytes: maxBytes } = config.envoy;
  const { answers, skipped, otherFiles } = await listAnswers(sources, { maxBytes, signal });
  if (answers.length === 0 && skipped.length === 0) {
    const summary = `no .json or .json.gz file is in ${sources.join(", ")}`;
    return { code: exitCode.quarantine, summary };
  }
  if (answers.length > pollsAtATime) keepHeapSmall();
  const archives = await openToMerge(config);
  const prepared = await prepareTables({ config, logger, signal }, archives);
  makeFolderSync(config.state, 0o700);
  const note = new ReadingNoteFile(config.state);
  const bar = progressBar();
  let result: BackfillResult;
  try {
    result = await archiveAnswers(answers, archives, {
      note,
      signal,
      onProgress: (done) => bar?.show(done / answers.length, `${done} of ${answers.length} files`),
    });
  } finally {
    bar?.end();
  }
  const unused = [...skipped, ...result.quarantined];
  logUnused(unused, logger);
  logFailures(result, { config, logger });
  await logArchiveNotes({ config, logger }, archives.types, result);
  const summary = summaryOf(result, unused.length, otherFiles);
  if (result.polls < answers.length) {
    throw stopped(`after ${result.polls} of ${answers.length} files: ${summary}`);
  }
  return { code: worstOf([codeOf(result, unused.length), prepared]), summary };
}

function stopped(when: string): RecorderError {
  const message = `Stopped ${when}. Run the same command again to continue: nothing is added twice.`;
  return new RecorderError(exitCode.unexpected, message);
}

/** Files that are named; a folder of something else may have thousands. */
const namedFiles = 20;

function logUnused(unused: readonly Skipped[], logger: Run["logger"]): void {
  for (const { path, reason } of unused.slice(0, namedFiles)) {
    logger.warning("poll_quarantined", `Not used completely: ${path}: ${reason}`);
  }
  const more = unused.length - namedFiles;
  if (more > 0)
    logger.warning("poll_quarantined", `${more} more files could not be used completely.`);
}

function logFailures(
  { unknownFields, failures }: BackfillResult,
  { config, logger }: Pick<Run, "config" | "logger">,
): void {
  warnOfUnknownFields(unknownFields, { config, logger });
  for (const message of new Set(failures.map((failure) => failure.message))) {
    logger.error(
      "month_failed",
      `${message} Its readings were not backfilled; run the same command again once it is repaired.`,
    );
  }
}

function codeOf({ failures }: BackfillResult, unused: number): Outcome["code"] {
  if (failures.length > 0) return exitCode.storage;
  return unused > 0 ? exitCode.quarantine : exitCode.ok;
}

function summaryOf(result: BackfillResult, unused: number, otherFiles: number): string {
  const { polls, rowsAdded, known, overflows, changes } = result;
  const months = [...new Set(changes.map(partitionName))].sort();
  const parts = [
    `backfilled ${counted(polls, "file")}, added ${counted(rowsAdded, "row")}${months.length === 0 ? "" : ` to ${months.join(", ")}`}`,
  ];
  parts.push(...describeKnown(known));
  if (overflows > 0) parts.push(`${counted(overflows, "value")} too large for its column and null`);
  if (unused > 0) parts.push(`${counted(unused, "file")} not used completely`);
  if (otherFiles > 0)
    parts.push(`${counted(otherFiles, "file")} without .json or .json.gz left out`);
  return parts.join("; ");
}
