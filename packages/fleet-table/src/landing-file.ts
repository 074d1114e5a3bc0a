/** A file of a landing: what one pull found new in one month of one gateway. Its rows are sorted, and no key is there twice. */
export interface LandingFile {
  /** Below the landing: `year=2026/month=11/shard=3/gateway=g0f…/0000018234-9f8e7d6c5b4a.parquet`. */
  readonly path: string;
  /** Such as "2026-11": the UTC month of all its rows. */
  readonly month: string;
  readonly shard: number;
  readonly gateway: string;
  /** A lower one was captured first. No two files of a landing have the same. */
  readonly sequence: number;
  /** The first 12 hexadecimal digits of the SHA-256 of its content. */
  readonly sha12: string;
}
