import { fileURLToPath } from "node:url";
import {
  type Ended,
  type StartedProgram,
  type StartOptions,
  startProgram,
} from "@envoy/started-program";

export type { Ended } from "@envoy/started-program";

const program = fileURLToPath(new URL("../../bin/envoy-fleet.cjs", import.meta.url));

/** Starts the built program as a person would. */
export function startFleet(args: readonly string[], options: StartOptions): StartedProgram {
  return startProgram(program, args, options);
}

/** Runs the built program as a person would, and waits for its end. */
export function runFleet(args: readonly string[], options: StartOptions): Promise<Ended> {
  return startFleet(args, options).ended;
}
