import { DuckDBInstance } from "@duckdb/node-api";

/** Writes a Parquet file of a query's rows, as an engine does. */
export async function writeParquet(path: string, query: string, options = ""): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(
      `COPY (${query}) TO '${path}' (FORMAT parquet, COMPRESSION zstd${options})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A query of readings, one a minute from a time on. */
export function readings(start: string, rows: number): string {
  return `SELECT 'g0000000000000001' AS gateway, 's1' AS serial_number,
    TIMESTAMP '${start}' + INTERVAL 1 MINUTE * i AS period_end_time, i::BIGINT AS joules_produced
    FROM range(${rows}) AS readings(i)`;
}
