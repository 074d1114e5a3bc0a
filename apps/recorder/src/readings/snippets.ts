import type { ArchiveTypes } from "../config/config.js";

/** Where an archive is, as the libraries that read it want it written. */
export interface ArchiveLocation {
  /** The archive's folder. */
  readonly folder: string;
  /** IANA name of the time zone whose days are summed. */
  readonly timeZone: string;
  /** @default "native" */
  readonly types?: ArchiveTypes;
}

/** Polars' own sums keep the column's 32 bits, where the types are native. */
export const polarsWarning =
  "**In Polars, write `.cast(pl.Int64).sum()`, never `.sum()` alone:** Polars sums `joules_produced` in 32 bits,\nwhich overflow silently at 1,193 kWh, so that larger sums come out too small. DuckDB, pandas and pyarrow widen by themselves.";

/** kWh a local day in SQL of DuckDB. */
export function duckdbSnippet({ folder, timeZone }: ArchiveLocation): string {
  return `SELECT CAST(period_end_time AT TIME ZONE '${timeZone}' AS DATE) AS day,
       sum(joules_produced) / 3.6e6 AS kWh
FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true)
GROUP BY day ORDER BY day;`;
}

/** kWh a local day with Polars. */
export function polarsSnippet({ folder, timeZone, types = "native" }: ArchiveLocation): string {
  const joules =
    types === "native" ? 'pl.col("joules_produced").cast(pl.Int64)' : 'pl.col("joules_produced")';
  const comment = types === "native" ? "  # the cast is needed" : "";
  return `import polars as pl

day = pl.col("period_end_time").dt.convert_time_zone("${timeZone}").dt.date().alias("day")
kwh = (${joules}.sum() / 3.6e6).alias("kWh")${comment}
# Not the folder: Polars refuses one with a hidden file in it, such as a flush's temporary file.
readings = pl.scan_parquet("${folder}/**/*.parquet", hive_partitioning=True)
print(readings.group_by(day).agg(kwh).sort("day").collect())`;
}

/** kWh a local day with pandas. */
export function pandasSnippet({ folder, timeZone }: ArchiveLocation): string {
  return `import pandas as pd

readings = pd.read_parquet("${folder}")
day = readings["period_end_time"].dt.tz_convert("${timeZone}").dt.date
print(readings["joules_produced"].astype("int64").groupby(day).sum() / 3.6e6)`;
}
