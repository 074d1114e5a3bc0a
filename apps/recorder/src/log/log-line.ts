import type { LogRecord } from "@logtape/logtape";
import type { LogLevel } from "../config/config.js";
import { cut } from "../errors/bounded-lines.js";
import type { Happening } from "./event-logger.js";

/** A record as the lines of a log, each with its line break. */
export type ToLines = (record: LogRecord) => string;

const levelName: Readonly<Record<LogRecord["level"], LogLevel>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warning: "WARNING",
  error: "ERROR",
  fatal: "CRITICAL",
};

/** Characters of a message; no sentence of ours is longer, but what it quotes may be. */
const maxLength = 8000;

/** For a person: one line, of all that the record tells of. */
export function textLine(record: LogRecord): string {
  const messages = happeningsOf(record).map(({ message }) => message);
  return `${timeOf(record)} ${levelName[record.level]} ${cut(messages.join("; "), maxLength)}\n`;
}

/** For a program: an object a line, each of one event. */
export function jsonLines(record: LogRecord): string {
  return happeningsOf(record)
    .map(({ event, message }) => {
      const level = levelName[record.level];
      const fields = { time: timeOf(record), level, event, message: cut(message, maxLength) };
      return `${JSON.stringify(fields)}\n`;
    })
    .join("");
}

function timeOf({ timestamp }: LogRecord): string {
  return new Date(timestamp).toISOString();
}

/** As `eventLogger` has put them there. */
function happeningsOf({ properties }: LogRecord): readonly Happening[] {
  const { happenings } = properties as { readonly happenings?: readonly Happening[] };
  return happenings ?? [];
}
