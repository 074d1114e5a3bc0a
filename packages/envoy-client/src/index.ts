export type { EnvoyClientOptions } from "./envoy-client.js";
export { EnvoyClient } from "./envoy-client.js";
export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { EnvoyAuth } from "./logins/auth.js";
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
export type { PageAnswer } from "./pages/inverter-pages.js";
export type { Inverter } from "./pages/inverters.js";
export type { Meter, MeterReading, MeterValues } from "./pages/meters.js";
export type { Parsed } from "./pages/parse-list.js";
export type { Problem } from "./pages/problem.js";
export type { Production, ProductionEntry, ProductionTotals } from "./pages/production.js";
export type { EnlightenOptions } from "./tokens/enlighten.js";
export { enlightenTokens } from "./tokens/enlighten.js";
export type { TokenClaims } from "./tokens/token.js";
export { decodeToken, isHeaderSafe, isRenewalDue } from "./tokens/token.js";
export type {
  KeptToken,
  TokenGateway,
  TokenKeeperOptions,
  TokenOptions,
  TokenSource,
} from "./tokens/token-keeper.js";
export { TokenKeeper } from "./tokens/token-keeper.js";
export type { TokenStore } from "./tokens/token-store.js";
export { memoryTokenStore } from "./tokens/token-store.js";
export type {
  CertificateChange,
  FingerprintStore,
  GatewayTls,
} from "./transport/certificate-check.js";
export { memoryFingerprintStore } from "./transport/certificate-check.js";
export type { CallOptions, GatewayClientOptions } from "./transport/gateway-client.js";
export { hostProblem } from "./transport/origin.js";
