/**
 * For bundlers and browsers: parsers and types, without Node.
 * @module @envoy/envoy-client/parse
 */

export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type {
  AcBattery,
  AcBatteryReport,
  AcBatterySummary,
  ListedAcBattery,
} from "./pages/ac-batteries.js";
export { joinAcBatteries, parseAcBatteries, parseAcBatterySummary } from "./pages/ac-batteries.js";
export type { InverterSelection, SiteInverter } from "./pages/all-inverters.js";
export { isCutShort, mergeInverters } from "./pages/all-inverters.js";
export { AnswerSplitter } from "./pages/answer-splitter.js";
export type { Battery, BatteryPower, ListedBattery } from "./pages/batteries.js";
export {
  joinBatteries,
  parseBatteries,
  parseBatteryPowers,
  totalBatteryWatts,
} from "./pages/batteries.js";
export type { BatterySummary } from "./pages/battery-summary.js";
export { parseBatterySummary } from "./pages/battery-summary.js";
export type {
  Device,
  DeviceData,
  DeviceKind,
  PcuDevice,
  UntypedDevice,
} from "./pages/device-data.js";
export { parseDeviceData, parseDeviceDataText } from "./pages/device-data.js";
export { DeviceDataReader } from "./pages/device-data-reader.js";
export type { DeviceReport } from "./pages/device-reports.js";
export { ReportSplitter } from "./pages/device-reports.js";
export type { DryContact, DryContactSettings, DryContactState } from "./pages/dry-contacts.js";
export {
  joinDryContacts,
  parseDryContactSettings,
  parseDryContactStates,
} from "./pages/dry-contacts.js";
export type { ListedDevice } from "./pages/ensemble-device.js";
export type { WithProblems } from "./pages/field-reader.js";
export type { GatewayInfo } from "./pages/gateway-info.js";
export { parseGatewayInfo } from "./pages/gateway-info.js";
export type {
  Generator,
  GeneratorConfig,
  GeneratorMode,
  GeneratorPlan,
  GeneratorSchedule,
  GeneratorStatus,
} from "./pages/generator.js";
export {
  parseGeneratorConfig,
  parseGeneratorMode,
  parseGeneratorSchedule,
  parseGeneratorStatus,
} from "./pages/generator.js";
export type {
  CombinerController,
  Grid,
  GridRelay,
  MeterCollar,
  SystemController,
} from "./pages/grid.js";
export { parseGrid, parseGridRelay } from "./pages/grid.js";
export type {
  CommunicationLevel,
  GatewayCommunication,
  GatewayHome,
  GatewayNetwork,
  NetworkInterface,
  WirelessConnection,
} from "./pages/home.js";
export { parseHome } from "./pages/home.js";
export type { InventoryDevice, InventoryGroup } from "./pages/inventory.js";
export { parseEnsembleInventory, parseInventory } from "./pages/inventory.js";
export type { Inverter, InverterKind } from "./pages/inverters.js";
export { parseInverters } from "./pages/inverters.js";
export type { JsonPart } from "./pages/json-parts.js";
export type { LiveBatteries, LiveConnection, LiveData, LivePower } from "./pages/live-data.js";
export { parseLiveData } from "./pages/live-data.js";
export type { Meter, MeterReading, MeterValues } from "./pages/meters.js";
export { parseMeterReadings, parseMeters } from "./pages/meters.js";
export type { Parsed } from "./pages/parsed.js";
export type { ChannelTotals, PcuChannel, PcuReading } from "./pages/pcu-channel.js";
export type { Problem } from "./pages/problem.js";
export type {
  Production,
  ProductionEntry,
  ProductionTotals,
  ProductionValues,
} from "./pages/production.js";
export { parseProduction, parseProductionTotals } from "./pages/production.js";
export type { StorageSettings, Tariff, TariffDays, TariffSeason } from "./pages/tariff.js";
export { parseTariff } from "./pages/tariff.js";
export type { TokenClaims } from "./tokens/token.js";
export { decodeToken, isRenewalDue } from "./tokens/token.js";
