import type { Config } from "./config/config.js";
import type { ExitCode } from "./errors/exit-code.js";
import type { EventLogger } from "./log/event-logger.js";
import type { RecentLog } from "./recent-log.js";

/** One run of the program: what every step needs. */
export interface Run {
  readonly config: Config;
  readonly logger: EventLogger;
  /** Aborts when SIGINT or SIGTERM comes. */
  readonly signal: AbortSignal;
  /** What it logged; only if the config has a `monitoring.ping_url` to send it to. */
  readonly recentLog?: RecentLog | undefined;
}

/** What a run does. Rejects with `RecorderError` if a person can act on the failure. */
export type Command = (run: Run) => Promise<ExitCode>;

/** How a step ended. */
export interface Outcome {
  readonly code: ExitCode;
  /** What it did, in a few words. */
  readonly summary: string;
}
