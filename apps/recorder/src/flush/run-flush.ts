import { partitionName } from "@envoy/parquet-archive";
import type { WalBuffer } from "@envoy/wal-buffer";
import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.js";
import { timeZoneProblem } from "../config/time-zone.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { openArchive, type SiteFacts } from "../readings/archive.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { forgetOldRuns, noteRun } from "../state/run-log.js";
import { keepHeapSmall } from "../v8-flags.js";
import { archivePolls } from "./archive-polls.js";
import { forgetArchiveToRepair, noteArchiveToRepair } from "./backoff.js";
import { ReadingNoteFile } from "./reading-note.js";
import { reminders } from "./reminders.js";
import type { FlushResult } from "./result.js";
import { newSuspicions } from "./suspicions.js";

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
  const lock = await tryLock([buffer.folder, config.parquetArchive], "flush");
  if (lock === undefined) return { code: exitCode.ok, summary: "another run is flushing" };
  try {
    for (const reminder of await reminders(config)) logger.warning`${reminder}`;
    for (const hint of config.hints) logger.info`${`Config: ${hint}`}`;
    if ((await buffer.count()) > dayOfPolls) keepHeapSmall();
    const note = new ReadingNoteFile(buffer.folder);
    const archive = openArchive(config.parquetArchive, siteFacts(config));
    const result = await archivePolls(buffer, archive, signal, note);
    noteRun(config.state, "flush", outcomeOf(result).code);
    forgetOldRuns(config.state);
    if (needsPerson(result)) await noteArchiveToRepair(buffer.folder);
    else await forgetArchiveToRepair(buffer.folder);
    logProblems(result, logger);
    for (const { message } of result.converted) logger.info`${message}`;
    for (const message of await newSuspicions(config.state, result)) logger.warning`${message}`;
    return outcomeOf(result);
  } catch (cause) {
    if (signal.aborted) {
      const message = "Stopped while flushing; the next run continues from here.";
      throw new RecorderError(exitCode.unexpected, message);
    }
    throw asStorageError(`Flushing ${buffer.folder} failed`, cause);
  } finally {
    await lock.release();
  }
}

/** The time zone for the footer of the files, if the config names one that there is. */
function siteFacts(config: Config): SiteFacts {
  const { timeZone } = config.site;
  return timeZone === undefined || timeZoneProblem(config) !== undefined ? {} : { timeZone };
}

/** Whether only a person can help: every failure is an existing file that cannot be used, so that trying again soon is useless. */
function needsPerson({ failures }: FlushResult): boolean {
  return failures.length > 0 && failures.every(({ code }) => code !== "ERR_PARTITION_WRITE");
}

/** Polls in quarantine that are logged one by one. */
const loggedPolls = 5;

function logProblems({ quarantined, unknownFields, failures }: FlushResult, logger: Logger): void {
  for (const { path, reason } of quarantined.slice(0, loggedPolls)) {
    logger.warning`${`A poll was moved to quarantine: ${path}: ${reason}`}`;
  }
  if (quarantined.length > loggedPolls) {
    logger.warning`${`${quarantined.length - loggedPolls} more polls were moved to quarantine; the reason is beside each.`}`;
  }
  if (unknownFields.length > 0) {
    logger.warning`${`The gateway sends fields this version does not know; they were not archived: ${unknownFields.join(", ")}`}`;
  }
  for (const { message } of failures) {
    logger.error`${`${message} The polls for it stay in the buffer.`}`;
  }
}

function outcomeOf({ polls, rowsAdded, changes, failures, quarantined }: FlushResult): Outcome {
  const months = [...new Set(changes.map(partitionName))];
  const target = months.length === 0 ? "" : ` to ${months.join(", ")}`;
  const unused = quarantined.length === 0 ? "" : `, moved ${quarantined.length} to quarantine`;
  const problem = quarantined.length === 0 ? exitCode.ok : exitCode.quarantine;
  return {
    code: failures.length > 0 ? exitCode.storage : problem,
    summary: `flushed ${polls} polls, added ${rowsAdded} rows${target}${unused}`,
  };
}
