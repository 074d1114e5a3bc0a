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
export type { CallOptions, EnvoyClientOptions } from "./envoy-client.js";
export { EnvoyClient } from "./envoy-client.js";
export type { EnvoyErrorCode } from "./errors.js";
export { EnvoyError } from "./errors.js";
export type { GatewayInfo } from "./gateway-info.js";
export { parseGatewayInfo } from "./gateway-info.js";
