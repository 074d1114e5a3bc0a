import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import type { Select } from "./dialect.js";
import { DuckDbDialect } from "./duckdb-dialect.js";
import { toDuckDbError } from "./duckdb-errors.js";
import { DuckDbSession } from "./duckdb-session.js";
import { writeJob } from "./duckdb-write.js";
import type { EngineCall, FleetEngine, Row, WriteJob, WriteOptions } from "./engine.js";
import { makeFolder } from "./make-folder.js";

const require = createRequire(import.meta.url);

export interface DuckDbOptions {
  /**
   * What queries may use, such as "4GB". The process takes about 200 MB beside.
   * @default 80 % of the memory
   */
  readonly memoryLimit?: string;
  /** @default one for each core */
  readonly threads?: number;
  /** An absolute path of a folder for what does not fit in memory. `close` removes what was written there. */
  readonly temporaryFolder: string;
}

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
    await this.#inSession(signal, async (session) => {
      for (const job of jobs) {
        signal?.throwIfAborted();
        await writeJob(session, job);
        await onWritten?.(job);
      }
    });
  }

  async read(
    selects: readonly Select[],
    { signal }: EngineCall = {},
  ): Promise<readonly (readonly Row[])[]> {
    return this.#inSession(signal, async (session) => {
      const answers: (readonly Row[])[] = [];
      for (const select of selects) {
        const dialect = new DuckDbDialect();
        const sql = select(dialect);
        answers.push(await session.rows(sql, { during: "while reading", inputs: dialect.inputs }));
      }
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

  async #inSession<T>(
    signal: AbortSignal | undefined,
    use: (session: DuckDbSession) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const { instance } = await this.#start();
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await use(new DuckDbSession(connection, signal));
    } finally {
      connection.closeSync();
    }
  }

  async #start(): Promise<Started> {
    this.#started ??= start(this.#options);
    try {
      return await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }
}

interface Started {
  readonly instance: DuckDBInstance;
  readonly folder: string;
}

async function start({ memoryLimit, threads, temporaryFolder }: DuckDbOptions): Promise<Started> {
  await makeFolder(temporaryFolder);
  const folder = await mkdtemp(join(temporaryFolder, "duckdb-"));
  try {
    // When it is used, as loading takes a tenth of a second; an import would first search its scripts for names, as long.
    const duckDb = require("@duckdb/node-api") as typeof import("@duckdb/node-api");
    const instance = await duckDb.DuckDBInstance.create(":memory:", {
      temp_directory: folder,
      // Nothing is fetched: what is needed is part of the library.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
      ...(threads === undefined ? {} : { threads: String(threads) }),
    });
    return { instance, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw toDuckDbError(error, { during: "while DuckDB started", inputs: [] });
  }
}
