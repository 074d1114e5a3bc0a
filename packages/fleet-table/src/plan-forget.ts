import type { CompactionPlan } from "./compaction-plan.js";
import { withDigest } from "./job-digest.js";
import type { TableManifest } from "./table-manifest.js";

/** Options of {@link planForget}. */
export interface PlanForgetOptions {
  /** That of the present generation. */
  readonly manifest: TableManifest;
  /** Whose rows the table shall not have any more. */
  readonly gateway: string;
  /** The shard that its rows are in. */
  readonly shard: number;
  /** The version of the compaction's SQL, which is a part of each digest. */
  readonly sqlVersion: number;
}

/** The jobs that write each file of a gateway's shard anew without its rows. It reads no file, and nothing of the landing. */
export function planForget(options: PlanForgetOptions): CompactionPlan {
  const { manifest, gateway, shard, sqlVersion } = options;
  const files = manifest.files.filter((file) => file.shard === shard);
  return {
    base: manifest.generation,
    shards: manifest.shards,
    sqlVersion,
    jobs: files.map((file) =>
      withDigest(
        {
          kind: "forget",
          month: file.month,
          shard,
          shards: manifest.shards,
          day: file.day,
          previous: [file],
          rounds: [],
          gateway,
        },
        sqlVersion,
      ),
    ),
    consumed: manifest.consumed,
    monthsDue: 0,
  };
}
