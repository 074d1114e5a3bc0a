import { partitionName } from "@envoy/parquet-archive";
import type { WalBuffer } from "@envoy/wal-buffer";
import { counted } from "../counted.js";
import { warnDaily } from "../daily-warning.js";
import { exitCode, exitCodeOf, RecorderError, worstOf } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { progressBar } from "../progress/progress-bar.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { forgetOldRuns, noteRun } from "../state/run-log.js";
import { keepHeapSmall } from "../v8-flags.js";
import { logArchiveNotes } from "./archive-notes.js";
import { archivePolls } from "./archive-polls.js";
import { forgetArchiveToRepair, noteArchiveToRepair } from "./backoff.js";
import { openToMerge } from "./open-to-merge.js";
import { prepareTables } from "./prepare-tables.js";
import { ReadingNoteFile } from "./reading-note.js";
import { reminders } from "./reminders.js";
import type { FlushResult } from "./result.js";
import { warnOfUnknownFields } from "./unknown-fields.js";

/** More polls than this are a backlog, for which memory matters more than CPU. */
const dayOfPolls = 1440;

/**
 * Flushes under the lock and logs the problems. If another run holds the lock, there is nothing to do.
 * Import it where it is called: Arrow and Parquet take longer to load than a poll takes.
 */
export async function runFlush(
  { config, logger, signal }: Run,
  buffer: WalBuffer,
): Promise<Outcome> {
  const lock = await tryLock([buffer.folder, config.parquetArchive, config.tablesFolder], "flush");
  if (lock === undefined) return { code: exitCode.ok, summary: "another run is flushing" };
  const bar = progressBar();
  try {
    for (const reminder of await reminders(config))
      await warnDaily({ config, logger }, "reminder", reminder);
    for (const hint of config.hints) logger.info("config_hint", `Config: ${hint}`);
    if ((await buffer.count()) > dayOfPolls) keepHeapSmall();
    const note = new ReadingNoteFile(buffer.folder);
    const archives = await openToMerge(config);
    const prepared = await prepareTables({ config, logger, signal }, archives);
    const onProgress = (done: number, all: number): void =>
      bar?.show(done / all, `${done} of ${all} polls`);
    const result = await archivePolls(buffer, archives, { signal, note, onProgress });
    bar?.end();
    const { code, summary } = outcomeOf(result);
    const outcome = { code: worstOf([code, prepared]), summary };
    noteRun(config.state, "flush", outcome.code);
    forgetOldRuns(config.state);
    if (needsPerson(result)) await noteArchiveToRepair(buffer.folder);
    else await forgetArchiveToRepair(buffer.folder);
    logProblems(result, { config, logger });
    await logArchiveNotes({ config, logger }, archives.types, result);
    return outcome;
  } catch (cause) {
    if (signal.aborted) {
      const message = "Stopped while flushing; the next run continues from here.";
      throw new RecorderError(exitCode.unexpected, message);
    }
    const error = asStorageError(`Flushing ${buffer.folder} failed`, cause);
    noteRun(config.state, "flush", exitCodeOf(error));
    throw error;
  } finally {
    bar?.end();
    await lock.release();
  }
}

/** Whether only a person can help: every failure is an existing file that cannot be used, so that trying again soon is useless. */
function needsPerson({ failures }: FlushResult): boolean {
  return failures.length > 0 && failures.every(({ code }) => code !== "ERR_PARTITION_WRITE");
}

/** Polls in quarantine that are logged one by one. */
const loggedPolls = 5;

function logProblems(
  { quarantined, unknownFields, failures }: FlushResult,
  { config, logger }: Pick<Run, "config" | "logger">,
): void {
  for (const { path, reason } of quarantined.slice(0, loggedPolls)) {
    logger.warning("poll_quarantined", `A poll was moved to quarantine: ${path}: ${reason}`);
  }
  if (quarantined.length > loggedPolls) {
    logger.warning(
      "poll_quarantined",
      `${quarantined.length - loggedPolls} more polls were moved to quarantine; the reason is beside each.`,
    );
  }
  warnOfUnknownFields(unknownFields, { config, logger });
  for (const { message } of failures) {
    logger.error("month_failed", `${message} The polls for it stay in the buffer.`);
  }
}

function outcomeOf(result: FlushResult): Outcome {
  const { polls, rowsAdded, overflows, changes, failures, quarantined } = result;
  const months = [...new Set(changes.map(partitionName))];
  const target = months.length === 0 ? "" : ` to ${months.join(", ")}`;
  const values = counted(overflows, "value");
  const nulls = overflows === 0 ? "" : `, ${values} too large for its column and null`;
  const unused = quarantined.length === 0 ? "" : `, moved ${quarantined.length} to quarantine`;
  const problem = quarantined.length === 0 ? exitCode.ok : exitCode.quarantine;
  return {
    code: failures.length > 0 ? exitCode.storage : problem,
    summary: `flushed ${counted(polls, "poll")}, added ${counted(rowsAdded, "row")}${target}${nulls}${unused}`,
  };
}
