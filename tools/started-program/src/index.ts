export type { Ended, StartedProgram, StartOptions } from "./start-program.js";
export { startProgram } from "./start-program.js";
