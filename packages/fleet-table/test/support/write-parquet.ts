import { createRequire } from "node:module";
import { DuckDBInstance } from "@duckdb/node-api";

const require = createRequire(import.meta.url);

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

/** The rows of a Parquet file, in row groups of some rows and without the statistics that engines may leave out. */
export function withoutStatistics(bytes: Uint8Array, rowsAtOnce: number): Uint8Array {
  const library: typeof import("parquet-wasm") = require("parquet-wasm");
  const properties = new library.WriterPropertiesBuilder()
    .setCompression(library.Compression.ZSTD)
    .setStatisticsEnabled(library.EnabledStatistics.None)
    .setMaxRowGroupSize(rowsAtOnce)
    .build();
  return library.writeParquet(library.readParquet(bytes), properties);
}
