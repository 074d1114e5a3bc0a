import { type ConnectOptions, chooseLogin } from "./connect.js";
import { isCutShort, mergeInverters, type SiteInverter } from "./pages/all-inverters.js";
import { type DeviceData, parseDeviceDataText } from "./pages/device-data.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import type { GatewayHome, InventoryGroup } from "./pages/inventory.js";
import type { Inverter } from "./pages/inverters.js";
import type { Meter, MeterReading } from "./pages/meters.js";
import type { Production, ProductionTotals } from "./pages/production.js";
import type { Parsed } from "./pages/tolerant.js";
import type { KeptToken } from "./tokens/token-keeper.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";

/**
 * Talks to one Enphase gateway (Envoy, IQ Gateway) on the local network: one request at a
 * time, one deadline a call, at most one retry, redirects never followed. The gateway's
 * certificate is self-signed: it is remembered and compared, not proven.
 *
 * `connect` finds out what the gateway is and how it wants to be asked; the constructor
 * takes it as told. Every method rejects with `EnvoyError`; an aborted signal rejects with
 * its reason.
 */
export class EnvoyClient extends GatewayClient {
  /** What the gateway said of itself when `connect` asked; undefined for a client made by the constructor. */
  readonly gateway: GatewayInfo | undefined;
  /** The token that a `TokenKeeper` handed out to `connect`. */
  readonly keptToken: KeptToken | undefined;

  constructor(
    options: GatewayClientOptions,
    known: { readonly gateway?: GatewayInfo; readonly keptToken?: KeptToken | undefined } = {},
  ) {
    super(options);
    this.gateway = known.gateway;
    this.keptToken = known.keptToken;
  }

  /**
   * Reads `/info` (https first, then http, which firmware before 7 speaks alone) and picks
   * the login that the gateway wants: a token, or digest with the user and password given,
   * or else with firmware's default ones.
   */
  static async connect(options: ConnectOptions, call: CallOptions = {}): Promise<EnvoyClient> {
    const { auth, info, protocol, token } = await chooseLogin(options, call);
    return new EnvoyClient({ ...options, auth, protocol }, { gateway: info, keptToken: token });
  }

  /** `/info`: what the gateway is. Needs no login. */
  async info(options: CallOptions = {}): Promise<GatewayInfo> {
    return parseGatewayInfo(await this.text("/info", options));
  }

  /** `/ivp/pdm/device_data`: the last reading of each device, of at most 50. */
  async deviceData(options: CallOptions = {}): Promise<DeviceData> {
    return parseDeviceDataText(await this.text("/ivp/pdm/device_data", options));
  }

  /** `/api/v1/production/inverters`: the last report of each inverter, of all. */
  async inverters(options: CallOptions = {}): Promise<Parsed<Inverter>> {
    const { parseInverters } = await import("./pages/inverters.js");
    return parseInverters(await this.text("/api/v1/production/inverters", options));
  }

  /** All inverters: of `device_data`, and, where that may be cut short, of the v1 list too. */
  async allInverters(options: CallOptions = {}): Promise<readonly SiteInverter[]> {
    const deviceData = await this.deviceData(options);
    const listed = isCutShort(deviceData) ? (await this.inverters(options)).items : [];
    return mergeInverters(deviceData, listed);
  }

  /** `/api/v1/production`: the whole site, as its inverters report it. */
  async productionTotals(options: CallOptions = {}): Promise<ProductionTotals> {
    const { parseProductionTotals } = await import("./pages/production.js");
    return parseProductionTotals(await this.text("/api/v1/production", options));
  }

  /** `/production.json`: inverters and meters side by side. */
  async production(options: CallOptions = {}): Promise<Production> {
    const { parseProduction } = await import("./pages/production.js");
    return parseProduction(await this.text("/production.json", options));
  }

  /** `/ivp/meters`: which meters there are. */
  async meters(options: CallOptions = {}): Promise<Parsed<Meter>> {
    const { parseMeters } = await import("./pages/meters.js");
    return parseMeters(await this.text("/ivp/meters", options));
  }

  /** `/ivp/meters/readings`: what they measure now. */
  async meterReadings(options: CallOptions = {}): Promise<Parsed<MeterReading>> {
    const { parseMeterReadings } = await import("./pages/meters.js");
    return parseMeterReadings(await this.text("/ivp/meters/readings", options));
  }

  /** `/inventory.json`: inverters, batteries and relays by kind. A heavy page: 5 to 11 s. */
  async inventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    const { parseInventory } = await import("./pages/inventory.js");
    return parseInventory(await this.text("/inventory.json", options));
  }

  /** `/ivp/ensemble/inventory`: batteries and switches by kind. */
  async ensembleInventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    const { parseInventory } = await import("./pages/inventory.js");
    const path = "/ivp/ensemble/inventory";
    return parseInventory(await this.text(path, options), path);
  }

  /** `/home.json`: the gateway's own state. */
  async home(options: CallOptions = {}): Promise<GatewayHome> {
    const { parseHome } = await import("./pages/inventory.js");
    return parseHome(await this.text("/home.json", options));
  }
}
