import { DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** Asks DuckDB; `ARCHIVE` in the query means all files of an archive. */
export async function queryArchive(
  folder: string,
  sql: string,
): Promise<readonly Record<string, DuckDBValue>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const archive = `read_parquet('${folder}/**/*.parquet', hive_partitioning = true)`;
    const reader = await connection.runAndReadAll(sql.replaceAll("ARCHIVE", archive));
    return reader.getRowObjects();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
