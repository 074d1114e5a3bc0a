/** Measured: of a limit of 2 GB, compacting took 2.4 GB with all of it for queries. */
const shareOfQueries = 0.8;

/**
 * What of a limit for the whole program its queries may take, as DuckDB writes it: DuckDB counts neither its library nor
 * what Parquet files are read and written with.
 */
export function queryMemory(limit: string): string {
  const [, amount, unit = ""] = /^([\d.]+)\s*(\D+)$/.exec(limit) ?? [];
  // A fraction of a unit, such as 0.8 kB, is one that DuckDB understands.
  return `${Number((Number(amount) * shareOfQueries).toFixed(3))}${unit}`;
}
