export type { Fault } from "./faults.js";
export { deviceDataPage, invertersPage } from "./pages.js";
export type { Replay } from "./replay.js";
export { readReplay } from "./replay.js";
export type { Simulator, SimulatorOptions } from "./simulator.js";
export { startSimulator } from "./simulator.js";
export type { InverterReport, SolarDay, SolarDayOptions } from "./solar-day.js";
export { createSolarDay } from "./solar-day.js";
