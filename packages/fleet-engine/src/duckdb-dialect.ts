import type { Dialect } from "./dialect.js";
import { FleetEngineError } from "./errors.js";

/** DuckDB's words in a select, and the files that it names. */
export class DuckDbDialect implements Dialect {
  readonly name = "duckdb";
  readonly #inputs = new Set<string>();

  files(paths: readonly string[]): string {
    if (paths.length === 0) throw new TypeError("files() needs at least one path.");
    for (const path of paths) this.#inputs.add(path);
    // Folders such as month=11 are not columns.
    return `read_parquet([${paths.map(quotedPath).join(", ")}], hive_partitioning = false)`;
  }

  moment(at: Date): string {
    return `TIMESTAMPTZ '${at.toISOString()}'`;
  }

  microseconds(timestamp: string): string {
    return `epoch_us(${timestamp})`;
  }

  /** All files that were named. */
  get inputs(): readonly string[] {
    return [...this.#inputs];
  }
}

/** A path as a text literal of DuckDB. */
export function quotedPath(path: string): string {
  const [meaning] = /[*?[\]]/.exec(path) ?? [];
  if (meaning !== undefined)
    throw new FleetEngineError(
      "ERR_PATH",
      `DuckDB takes the "${meaning}" in ${path} as a pattern. Rename the folder.`,
      { path },
    );
  return `'${path.replaceAll("'", "''")}'`;
}
