import type { DuckDBConnection } from "@duckdb/node-api";
import { quotedPath } from "./duckdb-dialect.js";
import { type DuckDbQuery, damagedInput, toDuckDbError } from "./duckdb-errors.js";
import type { Row } from "./engine.js";

/** A connection whose queries end when the signal says so, and fail as `FleetEngineError`. */
export class DuckDbSession {
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;

  constructor(connection: DuckDBConnection, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#signal = signal;
  }

  /** The rows of a query's answer. Rejects with `FleetEngineError`, or with the signal's reason. */
  async rows(sql: string, query: DuckDbQuery): Promise<readonly Row[]> {
    try {
      return await this.#run(sql);
    } catch (error) {
      this.#signal?.throwIfAborted();
      const known = toDuckDbError(error, query);
      throw known.code === "ERR_SQL" ? ((await this.#findDamaged(query)) ?? known) : known;
    }
  }

  async #run(sql: string): Promise<readonly Row[]> {
    this.#signal?.throwIfAborted();
    let again: NodeJS.Timeout | undefined;
    const interrupt = () => {
      this.#connection.interrupt();
      // An interrupt before the query has begun on its thread is lost.
      again = setInterval(() => this.#connection.interrupt(), 50);
    };
    this.#signal?.addEventListener("abort", interrupt, { once: true });
    try {
      const reader = await this.#connection.runAndReadAll(sql);
      return reader.getRowObjectsJS();
    } finally {
      this.#signal?.removeEventListener("abort", interrupt);
      clearInterval(again);
    }
  }

  /** A page that cannot be unpacked does not say of which file it is, so each is read alone. */
  async #findDamaged(query: DuckDbQuery) {
    for (const path of query.inputs) {
      try {
        const file = `read_parquet(${quotedPath(path)}, hive_partitioning = false)`;
        await this.#run(`SELECT max(hash(rows)) FROM ${file} AS rows`);
      } catch (error) {
        this.#signal?.throwIfAborted();
        return damagedInput(path, query, error);
      }
    }
    return undefined;
  }
}
