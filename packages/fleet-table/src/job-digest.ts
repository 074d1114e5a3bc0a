import { createHash } from "node:crypto";
import type { CompactionJob } from "./compaction-job.js";
import type { LandingFile } from "./landing-file.js";

/** What a job's rows follow from. */
export type JobInputs = Omit<CompactionJob, "digest">;

/** The job with its digest. The order in which files are listed does not matter. */
export function withDigest(job: JobInputs, sqlVersion: number): CompactionJob {
  return { ...job, digest: jobDigest(job, sqlVersion) };
}

/**
 * The SHA-256, in hexadecimal, of the kind, the place and the inputs of a job and of the version of the SQL: it changes
 * when, and only when, one of these does.
 */
export function jobDigest(job: JobInputs, sqlVersion: number): string {
  const { kind, month, shard, day = null, previous, rounds, gateway = null } = job;
  const inputs = {
    kind,
    month,
    shard,
    day,
    previous: [...previous].sort(byPath).map(({ sha256 }) => sha256),
    rounds: rounds.map((round) =>
      [...round].sort(byGateway).map((file) => [file.gateway, file.sequence, file.sha12]),
    ),
    gateway,
    sqlVersion,
  };
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

/** Orders files by path, the same in every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

/** Orders the files of a round, of which no two have one gateway. */
export function byGateway(a: LandingFile, b: LandingFile): number {
  return a.gateway < b.gateway ? -1 : 1;
}
