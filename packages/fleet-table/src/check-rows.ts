import type { CompactionJob } from "./compaction-job.js";
import { FleetTableError } from "./errors.js";
import { dayRange, monthEnd, monthStart } from "./month.js";
import type { TableFile } from "./table-manifest.js";

/** Throws `ERR_ROWS` if a file has readings of another time than that of its place. Times are in milliseconds. */
export function checkTimes(
  { month }: CompactionJob,
  day: string | undefined,
  first: number,
  last: number,
  path: string,
): void {
  const [start, end] = day === undefined ? [monthStart(month), monthEnd(month)] : dayRange(day);
  if (first >= start && last < end && (day ?? month).startsWith(month)) return;
  throw new FleetTableError(
    "ERR_ROWS",
    path,
    `${path} should have only readings of ${day ?? month} in the month ${month}, and has some from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}. A landing file of ${month} has rows of another time.`,
  );
}

/** Throws `ERR_ROWS` if a job lost rows of the files that it replaces, or has too many. */
export function checkRows(job: CompactionJob, files: readonly TableFile[], folder: string): void {
  const before = job.previous.reduce((sum, { rows }) => sum + rows, 0);
  const after = files.reduce((sum, { rows }) => sum + rows, 0);
  const isRight = {
    add: true,
    close: after >= before,
    merge: after === before,
    forget: after <= before,
  }[job.kind];
  if (isRight) return;
  throw new FleetTableError(
    "ERR_ROWS",
    folder,
    `The engine wrote ${after} rows for the ${job.kind} of ${job.month}, shard ${job.shard}, of files with ${before}. The table was not changed; check its files against its manifest.`,
  );
}
