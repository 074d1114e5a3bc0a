import type { CompactionJob } from "./compaction-job.js";
import type { CompactionPlan } from "./compaction-plan.js";
import { FleetTableError } from "./errors.js";
import { byPath, withDigest } from "./job-digest.js";
import type { LandingFile } from "./landing-file.js";
import { isTakenIn, roundsOf } from "./landing-rounds.js";
import { checkShards } from "./list-landing.js";
import { isDue } from "./month.js";
import { isShardCount } from "./shard.js";
import type { TableFile, TableManifest } from "./table-manifest.js";

/** So many files of one day and shard below `recent/` become one: readers open each. */
const mergedFrom = 8;

/** Options of {@link planCompaction}. */
export interface PlanCompactionOptions {
  /** That of the present generation; undefined if there is no table yet. */
  readonly manifest: TableManifest | undefined;
  /** All files of the landing. */
  readonly landing: readonly LandingFile[];
  /** How many shards the landing has. */
  readonly shards: number;
  /** The version of the compaction's SQL, which is a part of each digest. */
  readonly sqlVersion: number;
  /** A month is due this many days after its end, in days. */
  readonly closeAfterDays: number;
  /** Whether to rewrite months that are due and that the table has files of. @default false */
  readonly close?: boolean;
  /** The time of this run, in milliseconds. */
  readonly now: number;
}

/**
 * The jobs that take in what the landing has and the table does not. It reads no file. Throws `FleetTableError`
 * (`ERR_LAYOUT`) if the landing or the table has another number of shards, and `TypeError` for no number of shards.
 */
export function planCompaction(options: PlanCompactionOptions): CompactionPlan {
  const { manifest, landing, shards, sqlVersion, close = false } = options;
  checkShardsOf(options);
  const jobs: CompactionJob[] = [];
  const monthsDue = new Set<string>();
  const consumed = new Map<string, number[]>(
    Object.entries(manifest?.consumed ?? {}).map(([month, marks]) => [month, [...marks]]),
  );
  for (const part of shardMonths(manifest, landing, shards)) {
    const { month, shard, published, arrived } = part;
    const isMonthDue = isDue(month, options.closeAfterDays, options.now);
    const recent = published.filter(({ day }) => day !== undefined);
    const wouldClose = isMonthDue && (arrived.length > 0 || recent.length > 0);
    const isClosed = wouldClose && (close || published.length === 0);
    const planned = isClosed ? [wholeJob("close", part)] : openJobs(part, recent);
    for (const job of planned) jobs.push(withDigest(job, sqlVersion));
    if (wouldClose && !isClosed) monthsDue.add(month);
    if (arrived.length === 0) continue;
    const marks = consumed.get(month) ?? new Array<number>(shards).fill(0);
    marks[shard] = arrived.reduce((mark, { sequence }) => Math.max(mark, sequence), 0);
    consumed.set(month, marks);
  }
  return {
    base: manifest?.generation,
    shards,
    sqlVersion,
    jobs,
    consumed: Object.fromEntries(consumed),
    monthsDue: monthsDue.size,
  };
}

/** One shard of one month: what the table has of it, and the landing files that it has not taken in. */
interface ShardMonth {
  readonly month: string;
  readonly shard: number;
  readonly shards: number;
  readonly published: TableFile[];
  readonly arrived: LandingFile[];
}

function shardMonths(
  manifest: TableManifest | undefined,
  landing: readonly LandingFile[],
  shards: number,
): readonly ShardMonth[] {
  const parts = new Map<string, ShardMonth>();
  const partOf = ({ month, shard }: { month: string; shard: number }): ShardMonth => {
    const key = `${month}/${String(shard).padStart(5, "0")}`;
    const part = parts.get(key) ?? { month, shard, shards, published: [], arrived: [] };
    parts.set(key, part);
    return part;
  };
  for (const file of manifest?.files ?? []) partOf(file).published.push(file);
  for (const file of landing) {
    if (!isTakenIn(manifest, file)) partOf(file).arrived.push(file);
  }
  for (const part of parts.values()) part.published.sort(byPath);
  return [...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, part]) => part);
}

type PlannedJob = Omit<CompactionJob, "digest">;

function wholeJob(kind: "add" | "close", part: ShardMonth): PlannedJob {
  return {
    kind,
    month: part.month,
    shard: part.shard,
    shards: part.shards,
    day: undefined,
    previous: part.published,
    rounds: roundsOf(part.arrived),
    gateway: undefined,
  };
}

/** The jobs of a month that stays open. */
function openJobs(part: ShardMonth, recent: readonly TableFile[]): readonly PlannedJob[] {
  const days = new Map<string | undefined, TableFile[]>();
  for (const file of recent) days.set(file.day, [...(days.get(file.day) ?? []), file]);
  const merges = [...days]
    .filter(([, files]) => files.length >= mergedFrom)
    .map(
      ([day, previous]): PlannedJob => ({
        kind: "merge",
        month: part.month,
        shard: part.shard,
        shards: part.shards,
        day,
        previous,
        rounds: [],
        gateway: undefined,
      }),
    );
  return part.arrived.length === 0 ? merges : [...merges, wholeJob("add", part)];
}

function checkShardsOf({ manifest, landing, shards }: PlanCompactionOptions): void {
  if (!isShardCount(shards)) throw new TypeError(`${shards} is no number of shards.`);
  checkShards(landing, shards);
  if (manifest === undefined || manifest.shards === shards) return;
  throw new FleetTableError(
    "ERR_LAYOUT",
    undefined,
    `The table has ${manifest.shards} shards and the landing has ${shards}. The number of shards cannot change: use the table that was made of this landing.`,
  );
}
