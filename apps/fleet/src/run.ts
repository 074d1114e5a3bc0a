import type { FleetConfig } from "./config/config.js";
import type { ExitCode } from "./errors/exit-code.js";

/** One run of the program: what every command needs. */
export interface Run {
  readonly config: FleetConfig;
  /** Aborts when SIGINT or SIGTERM comes. */
  readonly signal: AbortSignal;
  /** Writes a line of the command's answer to standard output. */
  print(line: string): void;
  /** Writes a line to standard error: what a person should hear of, though the command goes on. */
  warn(line: string): void;
}

/** What a command does. Rejects with `FleetError`, or with an error of a table, an engine or the disk that becomes one, if a person can act on the failure. */
export type Command = (run: Run) => Promise<ExitCode>;
