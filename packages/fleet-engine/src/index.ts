export type { FleetColumn } from "./columns.js";
export { fleetColumns, fleetKey, sequenceColumn } from "./columns.js";
export type { Dialect, Select } from "./dialect.js";
export type { DuckDbOptions } from "./duckdb-engine.js";
export { duckDbEngine } from "./duckdb-engine.js";
export type { EngineCall, FleetEngine, Row, WriteJob, WriteOptions } from "./engine.js";
export type { FleetEngineErrorCode, FleetEngineErrorFacts } from "./errors.js";
export { FleetEngineError } from "./errors.js";
export { sparkEngine } from "./spark-engine.js";
export type { SparkOptions } from "./spark-process.js";
export type { MonthFiles } from "./sql/check.js";
export {
  conflictingReadings,
  landingDifference,
  missingDays,
  repeatedReadings,
  sharedInverters,
  unorderedRows,
} from "./sql/check.js";
export type { CompactionInputs, LandingInput } from "./sql/compaction.js";
export {
  closedShard,
  mergedFiles,
  newRows,
  rowsOfGateway,
  sqlVersion,
  withoutGateway,
} from "./sql/compaction.js";
export type { InverterDaysInputs, LocalDays } from "./sql/report.js";
export {
  inverterDayColumns,
  inverterDays,
  lastReadingColumns,
  lastReadings,
} from "./sql/report.js";
