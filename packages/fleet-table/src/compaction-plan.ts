import type { CompactionJob } from "./compaction-job.js";
import type { TableManifest } from "./table-manifest.js";

/** What has to be written to bring a table up to date, and how far it has then come. */
export interface CompactionPlan {
  /** The generation whose files the jobs read; undefined if there is no table yet. */
  readonly base: number | undefined;
  readonly shards: number;
  readonly sqlVersion: number;
  /** Any may run beside any other: all read only files of the base and of the landing. */
  readonly jobs: readonly CompactionJob[];
  /** As in the manifest that the plan leads to. */
  readonly consumed: TableManifest["consumed"];
  /** How many ended months this plan does not close, though a plan with `close` would. */
  readonly monthsDue: number;
}
