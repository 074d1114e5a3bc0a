import { isatty } from "node:tty";
import { compareLogLevel, configureSync, getLogger, type Sink, withFilter } from "@logtape/logtape";
import type { Config } from "../config/config.js";
import { messageOf } from "../errors/message-of.js";
import { type EventLogger, eventLogger } from "../log/event-logger.js";
import { appendToLog, type LogFileLimits } from "../log/log-file.js";
import { jsonLines, type ToLines, textLine } from "../log/log-line.js";
import { writeTo } from "../print-line.js";
import type { RecentLog } from "../recent-log.js";
import { isTerminal } from "../terminal.js";

const lowestLevel = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warning",
  ERROR: "error",
  CRITICAL: "fatal",
} as const;

/**
 * Logs to standard error and, if the config names one, to a file; each line has its UTC time.
 * A person at a terminal reads what a run did, as text, at every log level of the config, which is cron's.
 * With `quiet` standard error gets only warnings and errors, for cron, which mails all it gets.
 */
export function startLogging(
  config: Pick<Config, "logLevel" | "logFormat" | "logFile" | "logFileLimits">,
  quiet: boolean,
  recentLog?: RecentLog,
): EventLogger {
  const level = lowestLevel[config.logLevel];
  const isAnswer = compareLogLevel("info", level) < 0 && isTerminal();
  const toLines = config.logFormat === "json" ? jsonLines : textLine;
  const toStderr: Sink = (record) => {
    writeTo(process.stderr, (isatty(2) ? textLine : toLines)(record));
  };
  const sinks: Record<string, Sink> = {
    stderr: quiet ? withFilter(toStderr, "warning") : toStderr,
  };
  if (config.logFile !== undefined) {
    const sink = fileSink(config.logFile, config.logFileLimits, toLines, toStderr);
    sinks["file"] = withFilter(sink, level);
  }
  if (recentLog !== undefined) {
    sinks["recent"] = withFilter((record) => recentLog.add(textLine(record)), level);
  }
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
  return eventLogger(getLogger(["envoy-recorder"]));
}

/** A log file that cannot be written must not stop the recording: that is logged once on standard error. */
function fileSink(path: string, limits: LogFileLimits, toLines: ToLines, toStderr: Sink): Sink {
  let isBroken = false;
  return (record) => {
    if (isBroken) return;
    try {
      appendToLog(path, toLines(record), limits);
    } catch (error) {
      isBroken = true;
      const message = `The log file ${path} cannot be written: ${messageOf(error)}`;
      const happenings = [{ event: "log_file_failed", message }];
      toStderr({ ...record, level: "error", properties: { happenings } });
    }
  };
}
