export type { SiteInverter } from "./all-inverters.js";
export { isCutShort, mergeInverters } from "./all-inverters.js";
export type { ConnectOptions } from "./connect.js";
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
export type { EnlightenOptions } from "./enlighten.js";
export { enlightenTokens } from "./enlighten.js";
export { EnvoyClient } from "./envoy-client.js";
export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { CallOptions, EnvoyAuth, GatewayClientOptions } from "./gateway-client.js";
export type { GatewayInfo } from "./gateway-info.js";
export { parseGatewayInfo } from "./gateway-info.js";
export type { CertificateChange, FingerprintStore, GatewayTls } from "./gateway-tls.js";
export { memoryFingerprintStore } from "./gateway-tls.js";
export type { GatewayHome, InventoryDevice, InventoryGroup } from "./inventory.js";
export type { Inverter } from "./inverters.js";
export type { Meter, MeterReading, MeterValues } from "./meters.js";
export type { Production, ProductionEntry, ProductionTotals } from "./production.js";
export type { TokenClaims } from "./token.js";
export { decodeToken, isRenewalDue } from "./token.js";
export type { KeptToken, TokenKeeperOptions, TokenSource, TokenStore } from "./token-keeper.js";
export { memoryTokenStore, TokenKeeper } from "./token-keeper.js";
export type { Parsed, Problem } from "./tolerant.js";
