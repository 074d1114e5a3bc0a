// For bundlers and browsers: parsers and types, without Node.
export type { SiteInverter } from "./all-inverters.js";
export { isCutShort, mergeInverters } from "./all-inverters.js";
export type {
  Device,
  DeviceData,
  DeviceKind,
  DeviceProblem,
  PcuChannel,
  PcuDevice,
  PcuReading,
  UntypedDevice,
} from "./device-data.js";
export { parseDeviceData, parseDeviceDataText } from "./device-data.js";
export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { GatewayInfo } from "./gateway-info.js";
export { parseGatewayInfo } from "./gateway-info.js";
export type { GatewayHome, InventoryDevice, InventoryGroup } from "./inventory.js";
export { parseHome, parseInventory } from "./inventory.js";
export type { Inverter } from "./inverters.js";
export { parseInverters } from "./inverters.js";
export type { Meter, MeterReading, MeterValues } from "./meters.js";
export { parseMeterReadings, parseMeters } from "./meters.js";
export type { Production, ProductionEntry, ProductionTotals } from "./production.js";
export { parseProduction, parseProductionTotals } from "./production.js";
export type { TokenClaims } from "./token.js";
export { decodeToken, isRenewalDue } from "./token.js";
export type { Parsed, Problem } from "./tolerant.js";
