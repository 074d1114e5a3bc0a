import { DuckDBInstance } from "@duckdb/node-api";

/** The rows that DuckDB reads from a whole archive, called ARCHIVE in the query. */
export function queryArchive(folder: string, sql: string): Promise<unknown[][]> {
  const from = `read_parquet('${folder}/**/*.parquet', hive_partitioning = true)`;
  return duckdbRows(sql.replace("ARCHIVE", from));
}

/** The rows of a query to DuckDB. */
export async function duckdbRows(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
