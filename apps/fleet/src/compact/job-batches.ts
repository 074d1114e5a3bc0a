import type { CompactionJob } from "@envoy/fleet-table";

/** An engine that starts anew for each call should have much to do; but a query has the path of every file. */
const maxJobs = 256;
const maxFiles = 20_000;

/** Jobs in the order of the plan, by so many as an engine is given at once: a run that is killed loses at most that work. */
export function jobBatches(jobs: readonly CompactionJob[]): readonly (readonly CompactionJob[])[] {
  const batches: CompactionJob[][] = [];
  let files = Number.POSITIVE_INFINITY;
  for (const job of jobs) {
    const more = job.rounds.reduce((sum, round) => sum + round.length, job.previous.length);
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxJobs || files + more > maxFiles) {
      batches.push([job]);
      files = more;
    } else {
      last.push(job);
      files += more;
    }
  }
  return batches;
}
