import { FleetEngineError, type FleetEngineErrorCode } from "./errors.js";

/** What is known of a run of Spark that failed. */
export interface SparkFailure {
  readonly inputs: readonly string[];
  readonly during: string;
  readonly conf: Readonly<Record<string, string>>;
}

/** What Spark's messages say of why it ended. */
export function toSparkError(messages: string, failure: SparkFailure): FleetEngineError {
  const { inputs, during } = failure;
  const said = usefulLines(messages, failure.conf);
  const error = (code: FleetEngineErrorCode, message: string, path?: string) =>
    new FleetEngineError(code, `${message} Spark says: ${said}`, path ? { path } : {});
  if (/JAVA_HOME is not set|java: (command )?not found/.test(messages))
    return error("ERR_SPARK_MISSING", "Spark found no Java. Install Java 17 or set JAVA_HOME.");
  if (/No space left on device/.test(messages))
    return error("ERR_DISK_FULL", `No space was left on a disk ${during}.`);
  if (/java\.lang\.OutOfMemoryError|MemoryLimitExceeded|exceeds memory limits/.test(messages))
    return error(
      "ERR_MEMORY",
      `Spark's memory was too small ${during}. Raise spark.executor.memory or spark.driver.memory.`,
    );
  const damaged = /FAILED_READ_FILE|Could not read footer|is not a Parquet file|CANNOT_READ_FILE/;
  const path = inputs.find((input) => mentions(messages, input));
  if (path !== undefined && damaged.test(messages))
    return error("ERR_INPUT", `${path} could not be read ${during}. Fetch or make it anew.`, path);
  if (/SQLSTATE: 42/.test(messages)) return error("ERR_SQL", `Spark refused a query ${during}.`);
  return error("ERR_SPARK_FAILED", `Spark failed ${during}.`);
}

/** Spark writes a path as it is or as an address, in which spaces and letters beyond ASCII are escaped. */
function mentions(messages: string, path: string): boolean {
  return messages.includes(path) || messages.includes(encodeURI(path));
}

const usefulLineCount = 6;

/** The lines that say what went wrong, without stack traces and without the values of secret settings. */
function usefulLines(messages: string, conf: Readonly<Record<string, string>>): string {
  const lines = messages
    .split("\n")
    .map((line) => line.replace(/^\d\d\/\d\d\/\d\d [\d:]+ /, "").trim())
    .filter((line) => /^\[[A-Z_.]+\]|Exception|^ERROR|^Caused by|^Error|not set|rror:/.test(line))
    .filter((line) => !line.startsWith("at "));
  const last = [...new Set(lines)].slice(-usefulLineCount);
  let said = (last.length > 0 ? last.join(" | ") : messages.trim().slice(-500)) || "nothing";
  for (const [name, value] of Object.entries(conf))
    if (/secret|password|token|key|credential/i.test(name) && value !== "")
      said = said.replaceAll(value, "(secret)");
  return said.slice(0, 2000);
}
