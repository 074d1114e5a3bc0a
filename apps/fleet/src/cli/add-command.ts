import type { Command as Program } from "commander";
import type { Command } from "../run.js";

/** Adds a command to the command line. What it does is imported only when it is run, by `run`, which loads the config and sets the exit code. */
export type AddCommand = (program: Program, run: (command: Command) => Promise<void>) => void;

/** The end of a command's help. */
export function example(args: string): string {
  return `\nExample:\n  envoy-fleet ${args}`;
}
