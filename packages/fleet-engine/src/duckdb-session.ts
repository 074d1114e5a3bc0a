import type { DuckDBConnection } from "@duckdb/node-api";
import type { Row } from "./engine.js";

/** A query on a connection that ends with the signal's reason when it is aborted. */
export async function queryRows(
  connection: DuckDBConnection,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  signal?.throwIfAborted();
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    // An interrupt before the query has begun on its thread is lost.
    again = setInterval(() => connection.interrupt(), 50);
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJS();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    clearInterval(again);
  }
}
