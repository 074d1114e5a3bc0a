export type { Cloud, CloudFault, CloudOptions } from "./cloud.js";
export { startCloud } from "./cloud.js";
export type { DayOfReadings } from "./day-of-readings.js";
export type { Flow, SiteFlows } from "./energy-ledger.js";
export type { FaultLoss, FaultTruth } from "./fault-truth.js";
export { faultTruth } from "./fault-truth.js";
export type { Fault } from "./faults.js";
export type { InverterReport, SimulatedInverter } from "./inverter-reports.js";
export { deviceDataPage } from "./pages/device-data.js";
export { invertersPage } from "./pages/inverters.js";
export type { PageSource } from "./pages/page.js";
export { sitePage } from "./pages/site-page.js";
export type { Replay } from "./replay.js";
export { readReplay } from "./replay.js";
export type { RoofOptions } from "./roof.js";
export type {
  Dead,
  Dying,
  GridOutage,
  RecorderOutage,
  RoofFault,
  Shadow,
  Soiling,
} from "./roof-faults.js";
export type { ReadingsSpan } from "./simulate-readings.js";
export { simulateReadings } from "./simulate-readings.js";
export type { Simulator, SimulatorOptions } from "./simulator.js";
export { startSimulator } from "./simulator.js";
export type { SimulatedSite, SiteDesign, SiteOptions } from "./site.js";
export { createSite } from "./site.js";
export type { SkyOptions } from "./sky.js";
export type { SolarDay, SolarPosition } from "./solar-position.js";
export { solarDay, solarPosition } from "./solar-position.js";
