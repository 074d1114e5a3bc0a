import { DuckDBInstance, type Json } from "@duckdb/node-api";

/** The answer of DuckDB to a query. */
export async function query(sql: string): Promise<readonly Record<string, Json>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
