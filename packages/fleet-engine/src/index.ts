export type { FleetColumn } from "./columns.js";
export { fleetColumns, fleetKey, sequenceColumn } from "./columns.js";
export type { Dialect, Select } from "./dialect.js";
export type { EngineCall, FleetEngine, Row, WriteJob, WriteOptions } from "./engine.js";
