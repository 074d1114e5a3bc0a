export type { Ended, Program, StartedProgram, StartOptions } from "./start-program.js";
export { programAt } from "./start-program.js";
