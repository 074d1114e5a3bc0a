import type { FleetEngine } from "@envoy/fleet-engine";
import type {
  CompactionJob,
  CompactionPlan,
  FleetTable,
  TableFile,
  TableManifest,
} from "@envoy/fleet-table";
import { inBatches } from "../engine/in-batches.js";
import { toWriteJob } from "./write-job.js";

/** Options of {@link runPlan}. */
export interface RunPlanOptions {
  readonly plan: CompactionPlan;
  readonly table: FleetTable;
  /** The absolute path of the landing. */
  readonly landing: string;
  /** Opens an engine, and is called only if there is something to write. */
  readonly withEngine: (task: (engine: FleetEngine) => Promise<void>) => Promise<void>;
  /** Other files of the new generation, by name. */
  readonly extraFiles: ReadonlyMap<string, Uint8Array>;
  /** Whether all older generations are removed at once. @default false */
  readonly dropOld?: boolean;
  readonly signal: AbortSignal;
}

/** What a plan led to. */
export interface PlanResult {
  readonly manifest: TableManifest;
  /** The files of the table that its jobs wrote. */
  readonly written: readonly TableFile[];
}

/**
 * Writes what a plan asks for, and makes it the table's new generation. Jobs that an earlier run finished are not done
 * again. Stopped or killed at any moment, the table is as it was, and the same call carries on.
 */
export async function runPlan(options: RunPlanOptions): Promise<PlanResult> {
  const { plan, table, extraFiles, dropOld = false, signal } = options;
  await table.clear({ keep: plan.jobs });
  const made = new Map<string, readonly TableFile[]>();
  const open: CompactionJob[] = [];
  for (const job of plan.jobs) {
    const files = await table.isDone(job);
    if (files === undefined) open.push(job);
    else made.set(job.digest, files);
  }
  if (open.length > 0) {
    await options.withEngine((engine) => writeJobs(options, engine, open, made));
  }
  const manifest = await table.commit({ plan, made, extraFiles, dropOld, signal });
  const files = new Set(manifest.files);
  return { manifest, written: [...made.values()].flat().filter((file) => files.has(file)) };
}

async function writeJobs(
  { table, landing, signal }: RunPlanOptions,
  engine: FleetEngine,
  jobs: readonly CompactionJob[],
  made: Map<string, readonly TableFile[]>,
): Promise<void> {
  const generation = (await table.current())?.folder;
  for (const batch of inBatches(jobs, filesOf)) {
    const byId = new Map(batch.map((job) => [job.digest, job]));
    const written = await Promise.all(
      batch.map(async (job) =>
        toWriteJob(job, { landing, generation }, await table.runFolder(job)),
      ),
    );
    await engine.write(written, {
      signal,
      onWritten: async ({ id }) => {
        const job = byId.get(id);
        if (job !== undefined) made.set(id, await table.finish(job, { signal }));
      },
    });
  }
}

function filesOf({ previous, rounds }: CompactionJob): number {
  return rounds.reduce((sum, round) => sum + round.length, previous.length);
}
