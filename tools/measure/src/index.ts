export { median } from "./median.js";
export { peakBytesIn, printsPeak } from "./peak-memory.js";
export type { Goal } from "./scoreboard.js";
export { Scoreboard } from "./scoreboard.js";
export type { ProgramPlace, ProgramTime } from "./time-program.js";
export { timeProgram } from "./time-program.js";
