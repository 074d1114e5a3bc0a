import { join } from "node:path";
import {
  closedShard,
  fleetColumns,
  fleetKey,
  mergedFiles,
  newRows,
  type Select,
  type WriteJob,
  withoutGateway,
} from "@envoy/fleet-engine";
import type { CompactionJob } from "@envoy/fleet-table";

/** Where a job's inputs are, as absolute paths. */
export interface InputFolders {
  readonly landing: string;
  /** The generation that the plan was made for; undefined if there is no table yet. */
  readonly generation: string | undefined;
}

/** What an engine has to write into a folder for a job of a plan. */
export function toWriteJob(job: CompactionJob, folders: InputFolders, folder: string): WriteJob {
  return {
    id: job.digest,
    select: selectOf(job, folders),
    columns: fleetColumns.map(({ name }) => name),
    orderBy: fleetKey,
    split: job.kind === "add" ? "day" : "none",
    folder,
  };
}

function selectOf(job: CompactionJob, { landing, generation = "" }: InputFolders): Select {
  const previous = job.previous.map(({ path }) => join(generation, path));
  const rounds = job.rounds.map((round) =>
    round.map(({ path, gateway }) => ({ path: join(landing, path), gateway })),
  );
  switch (job.kind) {
    case "add":
      return newRows({ previous, rounds });
    case "close":
      return closedShard({ previous, rounds });
    case "merge":
      return mergedFiles({ previous });
    case "forget":
      if (job.gateway === undefined) throw new TypeError("A job that forgets names a gateway.");
      return withoutGateway({ previous, gateway: job.gateway });
  }
}
