import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolderSync } from "@envoy/durable-file";
import {
  compareLogLevel,
  configureSync,
  getLogger,
  type Logger,
  type LogRecord,
  type Sink,
  withFilter,
} from "@logtape/logtape";
import type { Config, LogLevel } from "../config/config.js";
import { cut } from "../errors/bounded-lines.js";
import { messageOf } from "../errors/message-of.js";
import { writeTo } from "../print-line.js";
import { isTerminal } from "../terminal.js";

const lowestLevel = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warning",
  ERROR: "error",
  CRITICAL: "fatal",
} as const;

const levelName: Readonly<Record<LogRecord["level"], LogLevel>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warning: "WARNING",
  error: "ERROR",
  fatal: "CRITICAL",
};

/**
 * Logs to standard error and, if the config names one, to a file; each line has its UTC time.
 * A person at a terminal reads what a run did at every log level of the config, which is cron's.
 * With `quiet` standard error gets only warnings and errors, for cron, which mails all it gets.
 */
export function startLogging(config: Pick<Config, "logLevel" | "logFile">, quiet: boolean): Logger {
  const level = lowestLevel[config.logLevel];
  const isAnswer = compareLogLevel("info", level) < 0 && isTerminal();
  const sinks: Record<string, Sink> = {
    stderr: (record) => {
      if (!quiet || !routine.has(record.level)) writeTo(process.stderr, line(record));
    },
  };
  if (config.logFile !== undefined) sinks["file"] = withFilter(fileSink(config.logFile), level);
  configureSync({
    reset: true,
    sinks,
    loggers: [
      {
        category: ["envoy-recorder"],
        lowestLevel: isAnswer ? "info" : level,
        sinks: Object.keys(sinks),
      },
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    ],
  });
  return getLogger(["envoy-recorder"]);
}

const routine: ReadonlySet<LogRecord["level"]> = new Set(["trace", "debug", "info"]);

/** Characters of a message; no sentence of ours is longer, but what it quotes may be. */
const maxLength = 8000;

function line(record: LogRecord): string {
  const time = new Date(record.timestamp).toISOString();
  return `${time} ${levelName[record.level]} ${cut(record.message.join(""), maxLength)}\n`;
}

/** A log file that cannot be written must not stop the recording: that is printed once on standard error. */
function fileSink(path: string): Sink {
  let isBroken = false;
  return (record) => {
    if (isBroken) return;
    try {
      makeFolderSync(dirname(path));
      appendFileSync(path, line(record), { mode: 0o600 });
    } catch (error) {
      isBroken = true;
      writeTo(process.stderr, `The log file ${path} cannot be written: ${messageOf(error)}\n`);
    }
  };
}
