import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FleetEngineError, mergedFiles, type SparkOptions, sparkEngine } from "../src/index.js";
import { ParquetFiles } from "./support/parquet-files.js";
import { reading } from "./support/readings.js";
import { type TemporaryFolder, temporaryFolder } from "./support/temporary-folder.js";
import { WorkFolder } from "./support/work-folder.js";

/** A program in the place of spark-sql, which does what a test needs. */
describe("a spark-sql that fails", () => {
  let files: ParquetFiles;
  let temporary: TemporaryFolder;
  let work: WorkFolder;
  let input = "";
  beforeAll(async () => {
    files = await ParquetFiles.open();
  });
  afterAll(() => files.close());
  beforeEach(async () => {
    temporary = temporaryFolder();
    work = new WorkFolder(temporary.path, files);
    input = await work.published([reading()]);
  });
  afterEach(() => temporary.remove());

  const home = () => join(temporary.path, "spark");
  function program(...lines: readonly string[]): void {
    mkdirSync(join(home(), "bin"), { recursive: true });
    writeFileSync(join(home(), "bin/spark-sql"), ["#!/bin/sh", ...lines].join("\n"));
    chmodSync(join(home(), "bin/spark-sql"), 0o755);
  }
  const engine = (options: Partial<SparkOptions> = {}) =>
    sparkEngine({
      home: home(),
      master: "local",
      environment: { PATH: process.env["PATH"] },
      workFolder: join(temporary.path, "engine"),
      ...options,
    });
  const job = () => work.job(mergedFiles({ previous: [input] }));
  async function failure(options: Partial<SparkOptions> = {}): Promise<FleetEngineError> {
    const error: unknown = await engine(options)
      .write([job()])
      .catch((error: unknown) => error);
    expect(readdirSync(join(temporary.path, "engine"))).toEqual([]);
    if (!(error instanceof FleetEngineError)) throw error;
    return error;
  }

  it("is missing if home is not Spark's folder", async () => {
    const { code, message } = await failure();
    expect(code).toBe("ERR_SPARK_MISSING");
    expect(message).toContain(join(home(), "bin/spark-sql"));
  });

  it.each([
    ["ERR_SPARK_MISSING", "JAVA_HOME is not set"],
    ["ERR_MEMORY", "Caused by: java.lang.OutOfMemoryError: Java heap space"],
    ["ERR_DISK_FULL", "java.io.IOException: No space left on device"],
    ["ERR_SQL", "[UNRESOLVED_COLUMN] A column x cannot be resolved. SQLSTATE: 42703"],
    ["ERR_SPARK_FAILED", "26/11/30 12:00:00 ERROR Something: All masters are unresponsive!"],
  ])("is an %s if it says: %s", async (code, text) => {
    program(`echo '${text}' >&2; echo '	at some.java.Class(Class.java:1)' >&2; exit 1`);
    const error = await failure();
    expect(error.code).toBe(code);
    expect(error.message).toContain(text.replace("26/11/30 12:00:00 ", ""));
    expect(error.message).not.toContain("some.java.Class");
  });

  it("is an ERR_INPUT with the file that it could not read", async () => {
    program(`echo 'Could not read footer for file: file:${input}' >&2; exit 1`);
    expect(await failure()).toMatchObject({ code: "ERR_INPUT", path: input });
  });

  it("has no secret of its settings in the error", async () => {
    program('echo "Error: $*" >&2; exit 1');
    const { message } = await failure({
      conf: { "spark.hadoop.fs.s3a.secret.key": "hunter2", "spark.executor.cores": "7" },
    });
    expect(message).toContain("spark.executor.cores=7");
    expect(message).not.toContain("hunter2");
  });

  it("is ended when onWritten fails", async () => {
    program("echo 'written 0'; exec sleep 60");
    const start = performance.now();
    const onWritten = () => Promise.reject(new Error("the disk is full"));
    await expect(engine().write([job()], { onWritten })).rejects.toThrow("the disk is full");
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("has failed if it ends well before it has written all", async () => {
    program("exit 0");
    expect((await failure()).code).toBe("ERR_SPARK_FAILED");
  });
});
