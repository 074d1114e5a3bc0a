import { join } from "node:path";
import { columnList, orderList } from "./column-list.js";
import type { Dialect } from "./dialect.js";
import type { WriteJob } from "./engine.js";

/** Jobs that one statement does, so that the machines of a cluster share them. */
export interface SparkBatch {
  readonly name: string;
  /** Where Spark writes, in a folder for each job and in that one for each day. */
  readonly folder: string;
  /** All of the same columns and order. */
  readonly jobs: readonly WriteJob[];
}

/** How many jobs a statement has at most: planning them takes the driver's time and memory. */
const batchSize = 64;

/** Jobs in batches, in their order but for those whose columns differ. */
export function batchesOf(jobs: readonly WriteJob[], folder: string): readonly SparkBatch[] {
  const alike = new Map<string, WriteJob[]>();
  for (const job of jobs) {
    const shape = JSON.stringify([job.columns, job.orderBy]);
    const known = alike.get(shape);
    if (known === undefined) alike.set(shape, [job]);
    else known.push(job);
  }
  const batches: SparkBatch[] = [];
  for (const same of alike.values())
    for (let i = 0; i < same.length; i += batchSize) {
      const name = `batch_${batches.length}`;
      batches.push({ name, folder: join(folder, name), jobs: same.slice(i, i + batchSize) });
    }
  return batches;
}

/** Where a batch's job of this place writes. */
export function jobFolder(batch: SparkBatch, place: number): string {
  return join(batch.folder, `fleet_job=${place}`);
}

/** What the partition of a job that is not split by days is named after. */
export const undivided = "all";

/**
 * All rows of a job, or of a job's day, are in one task, so they become one file; within a task the order by job and day is
 * the one that Spark writes partitions in, and it does not sort again.
 */
export function batchStatement({ name, folder, jobs }: SparkBatch, dialect: Dialect): string {
  const [first] = jobs;
  if (first === undefined) throw new TypeError("A batch has at least one job.");
  const columns = columnList(first.columns);
  const parts = jobs.map(({ select, split }, i) => {
    const day =
      split === "day" ? "CAST(CAST(period_end_time AS DATE) AS STRING)" : `'${undivided}'`;
    return `SELECT ${columns}, ${i} AS fleet_job, ${day} AS fleet_day FROM (${select(dialect)})`;
  });
  return `CREATE TABLE ${name} USING parquet
OPTIONS (compression 'zstd', 'parquet.block.row.count.limit' '122880')
PARTITIONED BY (fleet_job, fleet_day) LOCATION '${folder}' AS
SELECT * FROM (
${parts.join("\nUNION ALL\n")}
) DISTRIBUTE BY fleet_job, fleet_day SORT BY fleet_job, fleet_day, ${orderList(first.orderBy)};`;
}

/** A small answer, in files whose names have the order of its rows. */
export function answerStatement(query: string, name: string, folder: string): string {
  return `CREATE TABLE ${name} USING parquet OPTIONS (compression 'none') LOCATION '${folder}' AS ${query};`;
}
