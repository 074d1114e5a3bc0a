import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { columnList, orderList } from "./column-list.js";
import type { Select } from "./dialect.js";
import { duckDbDialect, quotedPath } from "./duckdb-dialect.js";
import { toDuckDbError } from "./duckdb-errors.js";
import { queryRows } from "./duckdb-session.js";
import type { EngineCall, FleetEngine, Row, WriteJob, WriteOptions } from "./engine.js";
import { FleetEngineError } from "./errors.js";
import { dayStart } from "./sql/utc-day.js";

export interface DuckDbOptions {
  /**
   * What queries may use, such as "4GB".
   * @default 80 % of the memory
   */
  readonly memoryLimit?: string;
  /** @default one for each core */
  readonly threads?: number;
  /** An absolute path of a folder for what does not fit in memory. `close` removes what was written there. */
  readonly temporaryFolder: string;
}

/** How large a row group is: a reader of one gateway reads at least one. */
const rowGroupRows = 122_880;

/** Runs queries in this process, by DuckDB. Nothing is started before the first call. */
export function duckDbEngine(options: DuckDbOptions): FleetEngine {
  return new DuckDbEngine(options);
}

class DuckDbEngine implements FleetEngine {
  readonly name = "duckdb";
  readonly #options: DuckDbOptions;
  #started: Promise<Started> | undefined;

  constructor(options: DuckDbOptions) {
    this.#options = options;
  }

  async write(jobs: readonly WriteJob[], { signal, onWritten }: WriteOptions = {}): Promise<void> {
    await this.#connected(async (connection) => {
      for (const job of jobs) {
        signal?.throwIfAborted();
        await writeJob(connection, job, signal);
        await onWritten?.(job);
      }
    });
  }

  async read(
    selects: readonly Select[],
    { signal }: EngineCall = {},
  ): Promise<readonly (readonly Row[])[]> {
    return this.#connected(async (connection) => {
      const answers: (readonly Row[])[] = [];
      for (const select of selects)
        answers.push(await run(connection, select(duckDbDialect), "while reading", signal));
      return answers;
    });
  }

  async close(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    if (started === undefined) return;
    const { instance, folder } = await started;
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }

  async #connected<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#started ??= start(this.#options);
    const { instance } = await this.#started;
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await use(connection);
    } finally {
      connection.closeSync();
    }
  }
}

interface Started {
  readonly instance: DuckDBInstance;
  readonly folder: string;
}

async function start({ memoryLimit, threads, temporaryFolder }: DuckDbOptions): Promise<Started> {
  await mkdir(temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(temporaryFolder, "duckdb-"));
  const instance = await DuckDBInstance.create(":memory:", {
    temp_directory: folder,
    // Nothing is fetched: what is needed is part of the library.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  return { instance, folder };
}

async function writeJob(
  connection: DuckDBConnection,
  job: WriteJob,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(job.folder, { recursive: true });
  const columns = columnList(job.columns);
  const order = orderList(job.orderBy);
  const isByDay = job.split === "day";
  const rows = join(job.folder, "rows.parquet");
  const during = `while writing ${job.id}`;
  const copy = (query: string, path: string) =>
    run(connection, `COPY (${query}) TO ${quotedPath(path)} ${copyOptions}`, during, signal);
  const sql = job.select(duckDbDialect);
  const day = dayStart(duckDbDialect, "period_end_time");
  const sorted = `SELECT ${columns} FROM (${sql}) ORDER BY ${isByDay ? `${day}, ${order}` : order}`;
  const [made] = await copy(sorted, rows);
  if (made?.["Count"] === 0n) return rm(rows);
  if (!isByDay) return;
  const from = duckDbDialect.files([rows]);
  const days = await run(
    connection,
    `SELECT DISTINCT ${day} AS start FROM ${from} ORDER BY start`,
    during,
    signal,
  );
  const starts = days.map(({ start }) => new Date(Number(start) / 1000));
  const pathOf = (start: Date) =>
    join(job.folder, `day=${start.toISOString().slice(0, 10)}.parquet`);
  const [first] = starts;
  if (starts.length === 1 && first !== undefined) return rename(rows, pathOf(first));
  // They are in order already, and DuckDB keeps the order of a file.
  for (const start of starts)
    await copy(`SELECT * FROM ${from} WHERE ${isOnDay(start)}`, pathOf(start));
  await rm(rows);
}

/** A range of the column itself, so that other days' row groups are not read. */
function isOnDay(start: Date): string {
  const end = new Date(start.getTime() + 86_400_000);
  const { moment } = duckDbDialect;
  return `period_end_time >= ${moment(start)} AND period_end_time < ${moment(end)}`;
}

const copyOptions = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows})`;

async function run(
  connection: DuckDBConnection,
  sql: string,
  during: string,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  try {
    return await queryRows(connection, sql, signal);
  } catch (error) {
    if (signal?.aborted || error instanceof FleetEngineError) throw error;
    throw toDuckDbError(error, during);
  }
}
