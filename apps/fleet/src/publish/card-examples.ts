import type { TableManifest } from "@envoy/fleet-table";

/** The table's files in a dataset, as globs. The Hub takes those that match nothing; DuckDB and Polars do not. */
export const tableGlobs = ["data/**/*.parquet", "recent/**/*.parquet"] as const;

/** How to read the table: energy a day of each household with DuckDB, Polars and Spark. */
export function howToRead(repo: string, { files }: TableManifest): string {
  const present = tableGlobs.filter((glob) =>
    files.some(({ path }) => path.startsWith(glob.slice(0, glob.indexOf("*")))),
  );
  const base = `hf://datasets/${repo}`;
  const places = present.map((glob) => `${base}/${glob}`);
  const folders = present.map((glob) => `roofs/${glob.split("/")[0]}`);
  return `### How to read it

A private dataset needs a token: \`CREATE SECRET (TYPE huggingface, PROVIDER credential_chain)\` in DuckDB, \`hf auth login\` for the others.

\`\`\`sql
-- DuckDB: kWh a day (UTC) of each household
SELECT gateway, CAST(period_end_time AS DATE) AS day, sum(joules_produced) / 3.6e6 AS kWh
FROM read_parquet([${places.map((place) => `'${place}'`).join(", ")}], hive_partitioning = false)
GROUP BY gateway, day ORDER BY gateway, day;
\`\`\`

\`\`\`python
import polars as pl

files = ${JSON.stringify(places)}
readings = pl.scan_parquet(files, hive_partitioning=False)
day = pl.col("period_end_time").dt.date().alias("day")
print(readings.group_by("gateway", day).agg(pl.col("joules_produced").sum() / 3.6e6).collect())
\`\`\`

\`\`\`python
# Spark, after: hf download --repo-type dataset ${repo} --local-dir roofs
readings = spark.read.option("recursiveFileLookup", "true").parquet(${folders.map((folder) => JSON.stringify(folder)).join(", ")})
readings.groupBy("gateway", readings.period_end_time.cast("date")).sum("joules_produced").show()
\`\`\`

\`\`\`python
from datasets import load_dataset

readings = load_dataset("${repo}", split="train")
gateways = load_dataset("${repo}", "gateways", split="train")
\`\`\``;
}
