import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { FleetEngineError } from "./errors.js";
import { toSparkError } from "./spark-errors.js";

export interface SparkOptions {
  /** The folder of Spark's distribution, which has `bin/spark-sql`. */
  readonly home: string;
  /** Such as "spark://host:7077", "yarn" or "local[4]". */
  readonly master: string;
  /**
   * Spark's own settings. They are arguments of a process, which others on the machine can see: secrets belong into
   * Spark's `conf/spark-defaults.conf`.
   * @default none
   */
  readonly conf?: Readonly<Record<string, string>>;
  /** The environment of Spark: PATH and, where Java is not in that, JAVA_HOME. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * An absolute path of a folder that all of Spark's machines know by this path, on the file system of the folders
   * of the jobs.
   */
  readonly workFolder: string;
}

/** What selects rely on; a caller's settings do not change it. */
const fixedConf = {
  "spark.sql.catalogImplementation": "in-memory",
  "spark.sql.session.timeZone": "UTC",
  "spark.sql.ansi.enabled": "true",
  "spark.sql.variable.substitute": "false",
  "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
  "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
  "spark.sql.files.maxRecordsPerFile": "0",
  "spark.sql.files.ignoreCorruptFiles": "false",
  "spark.sql.files.ignoreMissingFiles": "false",
  "spark.sql.cli.print.header": "false",
};

const usualConf = { "spark.ui.enabled": "false", "spark.log.level": "ERROR" };

/** How long Spark has to end its executors when it is stopped. */
const graceMs = 10_000;

/** How much of the end of Spark's messages is kept. */
const keptCharacters = 200_000;

/** A script to run, and what its failure is about. */
export interface SparkScript {
  /** The script's file, in a folder of its own, where Spark leaves what it makes. */
  readonly file: string;
  readonly folder: string;
  /** The files that it reads. */
  readonly inputs: readonly string[];
  readonly during: string;
  readonly signal: AbortSignal | undefined;
  /** Called for each line that the script writes. Spark goes on meanwhile. */
  readonly onLine: (line: string) => void | Promise<void>;
}

/** Runs a script to its end. Rejects with `FleetEngineError`, or with the signal's reason, when Spark has ended. */
export async function runSpark(options: SparkOptions, script: SparkScript): Promise<void> {
  const { home, master, conf = {}, environment } = options;
  const { file, folder, signal, onLine } = script;
  signal?.throwIfAborted();
  const settings = {
    ...usualConf,
    ...conf,
    ...fixedConf,
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
  };
  const args = ["--master", master, "--name", "envoy-fleet"];
  for (const [name, value] of Object.entries(settings)) args.push("--conf", `${name}=${value}`);
  const child = spawn(programIn(home), [...args, "-f", file], {
    cwd: folder,
    env: { ...environment, SPARK_HOME: home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let messages = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    messages = (messages + text).slice(-keptCharacters);
  });
  const ended = endOf(child);
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGTERM");
    killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    try {
      for await (const line of createInterface({ input: child.stdout })) await onLine(line);
    } catch (error) {
      stop();
      await ended;
      throw error;
    }
    const { code, killedBy, failure } = await ended;
    signal?.throwIfAborted();
    if (failure !== undefined) throw missingSpark(home, failure);
    if (killedBy !== null) messages += `\nError: it was ended by ${killedBy}`;
    if (code !== 0) throw toSparkError(messages, { ...script, conf });
  } finally {
    signal?.removeEventListener("abort", stop);
    clearTimeout(killing);
  }
}

interface ProcessEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly failure?: Error;
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once("error", (failure) => resolve({ code: null, killedBy: null, failure }));
    child.once("close", (code, killedBy) => resolve({ code, killedBy }));
  });
}

function missingSpark(home: string, cause: Error): FleetEngineError {
  const program = programIn(home);
  const message = `${program} could not be started. Set home to the folder of Spark's distribution.`;
  return new FleetEngineError("ERR_SPARK_MISSING", message, { path: program, cause });
}

function programIn(home: string): string {
  return join(home, "bin", "spark-sql");
}
