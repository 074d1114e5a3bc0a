/**
 * The client, its errors, tokens and types.
 * @module @envoy/envoy-client
 */

export type { EnvoyClientOptions } from "./envoy-client.js";
export { EnvoyClient } from "./envoy-client.js";
export type { EnvoyErrorCode, EnvoyErrorFacts } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { EnvoyAuth } from "./logins/auth.js";
export type { AcBattery, AcBatterySummary, ListedAcBattery } from "./pages/ac-batteries.js";
export type { InverterSelection, SiteInverter } from "./pages/all-inverters.js";
export type { Battery, BatteryPower, ListedBattery } from "./pages/batteries.js";
export type { BatterySummary } from "./pages/battery-summary.js";
export type {
  Device,
  DeviceData,
  DeviceKind,
  PcuDevice,
  UntypedDevice,
} from "./pages/device-data.js";
export { parseDeviceData, parseDeviceDataText } from "./pages/device-data.js";
export type { DryContact, DryContactSettings, DryContactState } from "./pages/dry-contacts.js";
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
export type {
  CombinerController,
  Grid,
  GridRelay,
  MeterCollar,
  SystemController,
} from "./pages/grid.js";
export type {
  CommunicationLevel,
  GatewayCommunication,
  GatewayHome,
  GatewayNetwork,
  NetworkInterface,
  WirelessConnection,
} from "./pages/home.js";
export type { InventoryDevice, InventoryGroup } from "./pages/inventory.js";
export type { PageAnswer } from "./pages/inverter-pages.js";
export type { Inverter, InverterKind } from "./pages/inverters.js";
export type { LiveBatteries, LiveConnection, LiveData, LivePower } from "./pages/live-data.js";
export type { Meter, MeterReading, MeterValues } from "./pages/meters.js";
export type { Parsed } from "./pages/parsed.js";
export type { PageName } from "./pages/paths.js";
export type { ChannelTotals, PcuChannel, PcuReading } from "./pages/pcu-channel.js";
export type { Problem } from "./pages/problem.js";
export type {
  Production,
  ProductionEntry,
  ProductionTotals,
  ProductionValues,
} from "./pages/production.js";
export type { StorageSettings, Tariff, TariffDays, TariffSeason } from "./pages/tariff.js";
export type { Energy, SiteEnergy } from "./site/energy.js";
export type { Site, SiteBatterySummary, SiteFeatures } from "./site/site.js";
export type { SiteMeter } from "./site/site-meters.js";
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
