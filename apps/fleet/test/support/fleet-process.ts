import { fileURLToPath } from "node:url";
import { type Program, programAt } from "@envoy/started-program";

/** The built program, started as a person would. */
const program = programAt(fileURLToPath(new URL("../../bin/envoy-fleet.cjs", import.meta.url)));

export const startFleet: Program["start"] = program.start;
export const runFleet: Program["run"] = program.run;
