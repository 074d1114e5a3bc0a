import { DuckDBInstance } from "@duckdb/node-api";

/** The rows that DuckDB reads from a whole archive, called ARCHIVE in the query. */
export async function queryArchive(folder: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const from = `read_parquet('${folder}/**/*.parquet', hive_partitioning = true)`;
    return (await connection.runAndReadAll(sql.replace("ARCHIVE", from))).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
