// For bundlers and browsers: parsers and types, without Node.

export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { SiteInverter } from "./pages/all-inverters.js";
export { isCutShort, mergeInverters } from "./pages/all-inverters.js";
export type {
  Device,
  DeviceData,
  DeviceKind,
  PcuChannel,
  PcuDevice,
  PcuReading,
  UntypedDevice,
} from "./pages/device-data.js";
export { parseDeviceData, parseDeviceDataText } from "./pages/device-data.js";
export type { GatewayInfo } from "./pages/gateway-info.js";
export { parseGatewayInfo } from "./pages/gateway-info.js";
export type { GatewayHome, InventoryDevice, InventoryGroup } from "./pages/inventory.js";
export { parseHome, parseInventory } from "./pages/inventory.js";
export type { Inverter } from "./pages/inverters.js";
export { parseInverters } from "./pages/inverters.js";
export type { Meter, MeterReading, MeterValues } from "./pages/meters.js";
export { parseMeterReadings, parseMeters } from "./pages/meters.js";
export type { Parsed } from "./pages/parse-list.js";
export type { Problem } from "./pages/problem.js";
export type { Production, ProductionEntry, ProductionTotals } from "./pages/production.js";
export { parseProduction, parseProductionTotals } from "./pages/production.js";
export type { TokenClaims } from "./tokens/token.js";
export { decodeToken, isRenewalDue } from "./tokens/token.js";
