import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolderSync } from "@envoy/durable-file";
import type { ArchiveError, PartitionNote } from "@envoy/parquet-archive";
import { warnDaily } from "../daily-warning.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import type { Run } from "../run.js";
import { isWithin, readNotedTime, unixSeconds } from "../state/noted-time.js";
import { removeState } from "../state/state-file.js";
import type { SiteArchives } from "./merge-contents.js";
import { newNotes } from "./new-notes.js";

const day = 86_400;

/**
 * What the days of a month may take in memory to become one file. Those of three three-phase meters, read each
 * minute, take 63 MiB. They are closed piece by piece, in 230 MB at the peak; but a row that comes late is merged into the
 * whole file, which takes 340 MB, and more is more than many a small computer has.
 */
export const maxClosedBytes: number = 72 * 2 ** 20;

/**
 * Merges the days of months that are over into one file each, about a day after their end, and
 * ends what an interrupted run left of that. Call it before rows are merged. What it cannot do
 * it logs, and returns the exit code for: no row depends on it. Rejects with the signal's reason, or Node's system errors.
 */
export async function prepareTables(
  { config, logger, signal }: Pick<Run, "config" | "logger" | "signal">,
  { tables, warning }: SiteArchives,
): Promise<ExitCode> {
  if (warning !== undefined) await warnDaily({ config, logger }, "archive_note", warning);
  const triedPath = join(config.state, "months-left-open.txt");
  const tried = await readNotedTime(triedPath);
  const now = unixSeconds();
  // Each attempt reads the whole month. A note that cannot be kept costs one more.
  const isDue = tried === undefined || !isWithin(tried, day, now);
  const before = new Date(isDue ? (now - day) * 1000 : 0);
  const leftOpen: PartitionNote[] = [];
  const failures: ArchiveError[] = [];
  let isNoted = false;
  // If this process dies of a month, the next flush does not: polls are not to wait for it.
  const onMonth = async (): Promise<void> => {
    if (!isNoted) noteAttempt(triedPath, now);
    isNoted = true;
  };
  try {
    for (const { archive } of tables) {
      const options = { before, signal, maxBytes: maxClosedBytes, onMonth };
      const result = await archive.closeMonths(options);
      leftOpen.push(...result.leftOpen);
      failures.push(...result.failures);
    }
  } finally {
    if (isNoted && leftOpen.length === 0) await removeState(triedPath).catch(() => undefined);
  }
  for (const { message } of failures) logger.error("month_failed", message);
  for (const message of await newNotes(config.state, leftOpen))
    logger.info("archive_note", message);
  return failures.length > 0 ? exitCode.storage : exitCode.ok;
}

/** Not by a rename: half a note costs one more attempt, and a process that dies of it leaves no other file. */
function noteAttempt(path: string, now: number): void {
  try {
    makeFolderSync(dirname(path), 0o700);
    rmSync(path, { force: true });
    writeFileSync(path, `${now}\n`, { flag: "wx", mode: 0o600 });
  } catch {
    // One more attempt, too.
  }
}
