/** What one generation of a table contains, and of which landing files it was made. Times are ISO 8601 in UTC. */
export interface TableManifest {
  readonly version: 1;
  readonly generation: number;
  readonly madeAt: string;
  /** Which version of the compaction's SQL made it. */
  readonly sqlVersion: number;
  /** How many shards each month has; fixed when the landing is made. */
  readonly shards: number;
  /**
   * For each month, the highest sequence of its landing files that the table has taken in, by shard; 0 for none. All files up to it are
   * taken in.
   */
  readonly consumed: Readonly<Record<string, readonly number[]>>;
  readonly files: readonly TableFile[];
}

/** A Parquet file of the table. */
export interface TableFile {
  /** Below the generation: `data/year=2026/month=10/part-00017-of-00064.parquet` or below `recent/`. */
  readonly path: string;
  readonly month: string;
  readonly shard: number;
  /** Such as "2026-11-29", for a file of one day below `recent/`. */
  readonly day: string | undefined;
  readonly bytes: number;
  readonly rows: number;
  /** The first and the last end of a period. */
  readonly first: string;
  readonly last: string;
  readonly sha256: string;
  /** Of the job that made it. */
  readonly digest: string;
}
