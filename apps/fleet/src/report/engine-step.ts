import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type FleetEngine,
  inverterDayColumns,
  inverterDays,
  type LocalDays,
  lastReadingColumns,
  lastReadings,
  type WriteJob,
} from "@envoy/fleet-engine";
import type { TableFile } from "@envoy/fleet-table";
import { groupBy } from "./group-by.js";

/** What the engine reads for a report. */
export interface EngineInputs {
  /** The folder of the table's generation. */
  readonly folder: string;
  readonly files: readonly TableFile[];
  /** The month's days in each time zone of the fleet. */
  readonly days: readonly LocalDays[];
  /** From when on the last readings before the month are looked for, in milliseconds since 1970. */
  readonly lookBackTo: number;
  /** An empty folder for what the engine writes. */
  readonly work: string;
}

/** The files that the engine wrote of one shard, sorted by gateway; undefined without rows. */
export interface ShardFiles {
  readonly days: string | undefined;
  readonly before: string | undefined;
}

/** The one pass over the readings: what is needed of them, by inverter and day, is some thousand times less. Shards are jobs of their own. */
export async function engineStep(
  engine: FleetEngine,
  { folder, files, days, lookBackTo, work }: EngineInputs,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, ShardFiles>> {
  const from = Math.min(...days.map(({ fromUs }) => fromUs / 1000));
  const to = Math.max(...days.map(({ toUs }) => toUs / 1000));
  // Where the month begins last. What is of its first hours elsewhere does no harm.
  const begun = Math.max(...[...groupBy(days, ({ timeZone }) => timeZone).values()].map(beginOf));
  const shards = [...new Set(files.map(({ shard }) => shard))].sort((a, b) => a - b);
  const jobs = shards.flatMap((shard): WriteJob[] => {
    const ofShard = files.filter((file) => file.shard === shard);
    const pathsOf = (start: number, end: number): readonly string[] =>
      ofShard
        .filter(({ first, last }) => Date.parse(first) < end && Date.parse(last) >= start)
        .map(({ path }) => join(folder, path));
    const month = pathsOf(from, to);
    const before = pathsOf(lookBackTo, begun);
    const gateways = join(folder, "gateways.parquet");
    const orderBy = ["gateway", "serial_number"];
    return [
      ...(month.length === 0
        ? []
        : [
            {
              id: `days-${shard}`,
              select: inverterDays({ files: month, gateways, days }),
              columns: inverterDayColumns,
              orderBy: [...orderBy, "day"],
              folder: join(work, `days-${shard}`),
            },
          ]),
      ...(before.length === 0
        ? []
        : [
            {
              id: `before-${shard}`,
              select: lastReadings({ files: before, before: new Date(begun) }),
              columns: lastReadingColumns,
              orderBy,
              folder: join(work, `before-${shard}`),
            },
          ]),
    ];
  });
  if (jobs.length > 0) await engine.write(jobs, { signal });
  const rowsOf = (id: string): string | undefined => {
    const path = join(work, id, "rows.parquet");
    return existsSync(path) ? path : undefined;
  };
  return new Map(
    shards.map((shard) => [
      shard,
      { days: rowsOf(`days-${shard}`), before: rowsOf(`before-${shard}`) },
    ]),
  );
}

function beginOf(days: readonly LocalDays[]): number {
  return Math.min(...days.map(({ fromUs }) => fromUs / 1000));
}
