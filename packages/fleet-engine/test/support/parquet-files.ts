import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fleetColumns } from "../../src/index.js";
import type { Reading } from "./readings.js";

const sqlTypes = { text: "VARCHAR", timestamp: "TIMESTAMPTZ", bigint: "BIGINT", int: "INTEGER" };

/** Writes and reads Parquet files, beside the engine that is tested. */
export class ParquetFiles {
  /** The rows of any query. */
  readonly query: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly close: () => void;

  private constructor(
    query: (sql: string) => Promise<Record<string, unknown>[]>,
    close: () => void,
  ) {
    this.query = query;
    this.close = close;
  }

  static async open(): Promise<ParquetFiles> {
    const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
    return new ParquetFiles(query, () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  /** A file of the table, or with a sequence one of a landing. Its rows are in the order given. */
  async write(path: string, rows: readonly Reading[], sequence?: number): Promise<string> {
    mkdirSync(dirname(path), { recursive: true });
    const columns = fleetColumns.map(({ name, type }) => {
      const value = type === "timestamp" ? `make_timestamptz(${name}::BIGINT)` : name;
      return `CAST(${value} AS ${sqlTypes[type]}) AS ${name}`;
    });
    if (sequence !== undefined) columns.push(`CAST(${sequence} AS BIGINT) AS sequence`);
    // As JSON, since the parser of SQL takes seconds for thousands of rows.
    const texts = Object.fromEntries(fleetColumns.map(({ name }) => [name, "VARCHAR"]));
    const json = JSON.stringify(rows, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    const table = `(SELECT UNNEST(from_json(${quoted(json)}, ${quoted(JSON.stringify([texts]))}), recursive := true))`;
    await this.query(
      `COPY (SELECT ${columns.join(", ")} FROM ${table}) TO ${quoted(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    return path;
  }

  /** For each column of a file its name, its physical type and what that means: signed, text, or a time in UTC. */
  async schema(path: string): Promise<readonly (readonly [string, string, string])[]> {
    const columns = await this.query(
      `SELECT name, type, converted_type, logical_type FROM parquet_schema('${path}') WHERE num_children IS NULL`,
    );
    return columns.map(({ name, type, converted_type, logical_type }) => {
      const meaning = String(converted_type ?? "signed").replace(/^INT_(32|64)$/, "signed");
      const isUtc = String(logical_type).includes("isAdjustedToUTC=1");
      return [String(name), String(type), isUtc ? `${meaning} UTC` : meaning];
    });
  }

  /** The rows in their order; times in microseconds. */
  async read(path: string): Promise<readonly Record<string, unknown>[]> {
    return this.query(
      `SELECT * REPLACE (epoch_us(period_end_time) AS period_end_time) FROM read_parquet('${path}', hive_partitioning = false)`,
    );
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
