import { DuckDBInstance } from "@duckdb/node-api";

/** Runs DuckDB's `COPY (query) TO 'path' (FORMAT parquet, options)`. Times are in UTC. */
export async function writeWithDuckdb(path: string, query: string, options = ""): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
