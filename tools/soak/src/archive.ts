import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { readingsQuery } from "./readings.js";

/** A row of the archive. */
export interface ArchivedRow {
  readonly key: string;
  /** The number of the answer that it was taken from; null for a row of the list of all inverters. */
  readonly answer: number | null;
  readonly values: string;
}

/** Reads the recorder's archive with DuckDB, knowing nothing of the recorder. */
export class ArchiveReader implements Disposable {
  readonly #archive: string;
  readonly #copy: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(
    archive: string,
    copy: string,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
  ) {
    this.#archive = archive;
    this.#copy = copy;
    this.#instance = instance;
    this.#connection = connection;
  }

  /** `copy` is where a month is copied to while it is read. */
  static async open(archive: string, copy: string): Promise<ArchiveReader> {
    const instance = await DuckDBInstance.create();
    return new ArchiveReader(archive, copy, instance, await instance.connect());
  }

  /** The paths of all months, within the archive. */
  months(): readonly string[] {
    if (!existsSync(this.#archive)) return [];
    return readdirSync(this.#archive, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".parquet"))
      .sort();
  }

  /**
   * The rows of a month as it is now. A copy is read, because the file may be replaced between
   * two accesses of DuckDB. One call at a time. Rejects where it cannot be read.
   */
  async rows(month: string): Promise<readonly ArchivedRow[]> {
    copyFileSync(join(this.#archive, month), this.#copy);
    const query = `${readingsQuery} FROM read_parquet('${this.#copy}')`;
    const result = await this.#connection.runAndReadAll(query);
    return result.getRowObjects().map(({ key, answer, values }) => ({
      key: String(key),
      answer: answer === null ? null : Number(answer),
      values: String(values),
    }));
  }

  [Symbol.dispose](): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
    rmSync(this.#copy, { force: true });
  }
}
