import type { Logger } from "@logtape/logtape";
import type { LogEvent } from "./events.js";

/** One thing that happened, in words for a person. */
export interface Happening {
  readonly event: LogEvent;
  readonly message: string;
}

/** The log of a run: each line names its event. */
export interface EventLogger {
  debug(event: LogEvent, message: string): void;
  info(event: LogEvent, message: string): void;
  warning(event: LogEvent, message: string): void;
  error(event: LogEvent, message: string): void;
  /** What the steps of a run did: as text one line together, as JSON a line each. */
  steps(happenings: readonly Happening[]): void;
}

/** Passes what is logged to a logger of LogTape, in the property `happenings` of each record. */
export function eventLogger(logger: Logger): EventLogger {
  const one = (event: LogEvent, message: string): Record<string, unknown> => ({
    happenings: [{ event, message }],
  });
  return {
    debug: (event, message) => logger.debug("", one(event, message)),
    info: (event, message) => logger.info("", one(event, message)),
    warning: (event, message) => logger.warning("", one(event, message)),
    error: (event, message) => logger.error("", one(event, message)),
    steps: (happenings) => {
      if (happenings.length > 0) logger.info("", { happenings });
    },
  };
}
