import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Select } from "./dialect.js";
import type { EngineCall, FleetEngine, Row, WriteJob, WriteOptions } from "./engine.js";
import { FleetEngineError } from "./errors.js";
import { makeFolder } from "./make-folder.js";
import { plainPath, SparkDialect } from "./spark-dialect.js";
import { moveFiles, readAnswer, refuseMissing } from "./spark-files.js";
import { runSpark, type SparkOptions } from "./spark-process.js";
import { answerStatement, batchesOf, batchStatement } from "./spark-script.js";

const writtenLine = (batch: number) => `written ${batch}`;

/** Runs queries by Apache Spark: a `spark-sql` for each call, whose statements the machines of a cluster share. */
export function sparkEngine(options: SparkOptions): FleetEngine {
  return new SparkEngine(options);
}

class SparkEngine implements FleetEngine {
  readonly name = "spark";
  readonly #options: SparkOptions;

  constructor(options: SparkOptions) {
    this.#options = options;
  }

  async write(jobs: readonly WriteJob[], { signal, onWritten }: WriteOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (jobs.length === 0) return;
    const dialect = new SparkDialect();
    await this.#inFolder(async (folder) => {
      const batches = batchesOf(jobs, folder);
      const statements = batches.map((batch, i) => [
        batchStatement(batch, dialect),
        `SELECT '${writtenLine(i)}';`,
      ]);
      let written = 0;
      await this.#run(folder, dialect, statements.flat(), {
        during: "while writing",
        signal,
        onLine: async (line) => {
          const batch = batches.find((_, i) => line.trim() === writtenLine(i));
          if (batch === undefined) return;
          for (const [place, job] of batch.jobs.entries()) {
            await moveFiles(batch, place, job);
            await onWritten?.(job);
          }
          written += 1;
        },
      });
      if (written < batches.length)
        throw new FleetEngineError(
          "ERR_SPARK_FAILED",
          `Spark ended after ${written} of ${batches.length} statements, without an error.`,
        );
    });
  }

  async read(
    selects: readonly Select[],
    { signal }: EngineCall = {},
  ): Promise<readonly (readonly Row[])[]> {
    signal?.throwIfAborted();
    if (selects.length === 0) return [];
    const dialect = new SparkDialect();
    return this.#inFolder(async (folder) => {
      const folders = selects.map((_, i) => join(folder, `answer-${i}`));
      const statements = selects.map((select, i) =>
        answerStatement(select(dialect), `answer_${i}`, folders[i] ?? folder),
      );
      const during = "while reading";
      await this.#run(folder, dialect, statements, { during, signal, onLine: () => {} });
      return Promise.all(folders.map(readAnswer));
    });
  }

  /** Each call starts its own Spark, and has ended it. */
  async close(): Promise<void> {}

  async #run(
    folder: string,
    dialect: SparkDialect,
    statements: readonly string[],
    script: Pick<Parameters<typeof runSpark>[1], "during" | "signal" | "onLine">,
  ): Promise<void> {
    const { inputs, views } = dialect;
    await refuseMissing(inputs);
    const file = join(folder, "script.sql");
    await writeFile(file, `${[...views, ...statements].join("\n")}\n`);
    await runSpark(this.#options, { ...script, file, folder, inputs });
  }

  async #inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
    const { workFolder } = this.#options;
    plainPath(workFolder);
    const folder = join(workFolder, `spark-${randomBytes(8).toString("hex")}`);
    // The executors may run as another user, so it has the mode that new folders have.
    await makeFolder(folder);
    try {
      return await use(folder);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
