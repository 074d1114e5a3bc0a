import type { Dialect } from "./dialect.js";
import { FleetEngineError } from "./errors.js";

export const duckDbDialect: Dialect = {
  name: "duckdb",
  files(paths) {
    if (paths.length === 0) throw new TypeError("files() needs at least one path.");
    // Folders such as month=11 are not columns.
    return `read_parquet([${paths.map(quotedPath).join(", ")}], hive_partitioning = false)`;
  },
  moment: (at) => `TIMESTAMPTZ '${at.toISOString()}'`,
  microseconds: (timestamp) => `epoch_us(${timestamp})`,
};

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
