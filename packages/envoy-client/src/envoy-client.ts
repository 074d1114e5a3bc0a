import { chooseLogin } from "./connect.js";
import { type EnvoyAuth, loginFor } from "./logins/auth.js";
import { KeeperLogin } from "./logins/keeper-login.js";
import { isCutShort, mergeInverters, type SiteInverter } from "./pages/all-inverters.js";
import { type DeviceData, parseDeviceDataText } from "./pages/device-data.js";
import type { WithProblems } from "./pages/field-reader.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import type { GatewayHome } from "./pages/home.js";
import type { InventoryGroup } from "./pages/inventory.js";
import { inverterPages, type PageAnswer } from "./pages/inverter-pages.js";
import type { Inverter } from "./pages/inverters.js";
import type { Meter, MeterReading } from "./pages/meters.js";
import type { Parsed } from "./pages/parse-list.js";
import { paths } from "./pages/paths.js";
import type { Production, ProductionTotals } from "./pages/production.js";
import type { KeptToken } from "./tokens/token-keeper.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";
import type { Login } from "./transport/login.js";

/** Options of an {@link EnvoyClient}. */
export interface EnvoyClientOptions extends GatewayClientOptions {
  /**
   * How to log in, which `/info` does not need. If this is left out, `connect` uses the
   * default user and password of firmware before 7.
   */
  readonly auth?: EnvoyAuth;
}

/**
 * Talks to one Enphase gateway (Envoy, IQ Gateway) on the local network: one request at a
 * time, one deadline for each page, at most one retry; redirects are never followed. The
 * gateway's certificate is self-signed: it is remembered and compared, not verified.
 *
 * `connect` finds out what the gateway is and which login it needs; the constructor takes
 * the options as they are. Every method rejects with `EnvoyError`; an aborted signal rejects with
 * its reason.
 */
export class EnvoyClient extends GatewayClient {
  /** What the gateway said about itself when `connect` asked; undefined for a client made by the constructor. */
  readonly gateway: GatewayInfo | undefined;
  readonly #login: Login;

  /** Throws `TypeError` if the host is not one, or the token does not fit an HTTP header. */
  constructor(options: EnvoyClientOptions, gateway?: GatewayInfo) {
    const login = loginFor(options.auth, gateway);
    super(options, login);
    this.#login = login;
    this.gateway = gateway;
  }

  /** The token that a `TokenKeeper` handed out; undefined before `connect`, `login` or the first request. */
  get keptToken(): KeptToken | undefined {
    return this.#login instanceof KeeperLogin ? this.#login.kept : undefined;
  }

  /**
   * Reads `/info` (https first, then http, which is all that firmware before 7 speaks) and
   * picks the login that the gateway needs: a token, or digest with the user and password
   * given, or else with the firmware's default ones. A keeper's token is fetched at once.
   */
  static async connect(options: EnvoyClientOptions, call: CallOptions = {}): Promise<EnvoyClient> {
    const { auth, protocol, info } = await chooseLogin(options, options.auth, call);
    const client = new EnvoyClient({ ...options, auth, protocol }, info);
    try {
      await client.login(call);
      return client;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /** `/info`: what the gateway is. Needs no login. */
  async info(options: CallOptions = {}): Promise<GatewayInfo> {
    return parseGatewayInfo(await this.text(paths.info, options));
  }

  /** `/auth/check_jwt`: resolves if the gateway takes the token; rejects with `ERR_UNAUTHORIZED` or `ERR_TOKEN_EXPIRED` if not. */
  async checkToken(options: CallOptions = {}): Promise<void> {
    await this.bytes(paths.checkToken, options);
  }

  /** `/ivp/pdm/device_data`: the last reading of each device, for at most 50 devices. */
  async deviceData(options: CallOptions = {}): Promise<DeviceData> {
    return parseDeviceDataText(await this.text(paths.deviceData, options));
  }

  /** `/api/v1/production/inverters`: the last report of every inverter. */
  async inverters(options: CallOptions = {}): Promise<Parsed<Inverter>> {
    const { parseInverters } = await import("./pages/inverters.js");
    return parseInverters(await this.text(paths.inverters, options));
  }

  /**
   * The answers that together show all inverters, unparsed: `device_data`
   * and, if that may be cut short, the v1 list too. Each is requested only when the loop
   * gets to it, so that the one before can be saved first.
   */
  inverterPages(options: CallOptions = {}): AsyncGenerator<PageAnswer, void, undefined> {
    return inverterPages((path) => this.bytes(path, options));
  }

  /** All inverters: those of `device_data` and, if that may be cut short, those of the v1 list too. */
  async allInverters(options: CallOptions = {}): Promise<readonly SiteInverter[]> {
    const deviceData = await this.deviceData(options);
    const listed = isCutShort(deviceData) ? (await this.inverters(options)).items : [];
    return mergeInverters(deviceData, listed);
  }

  /** `/api/v1/production`: the whole site, as its inverters report it. */
  async productionTotals(options: CallOptions = {}): Promise<ProductionTotals> {
    const { parseProductionTotals } = await import("./pages/production.js");
    return parseProductionTotals(await this.text(paths.productionTotals, options));
  }

  /** `/production.json`: inverters and meters side by side. */
  async production(options: CallOptions = {}): Promise<WithProblems<Production>> {
    const { parseProduction } = await import("./pages/production.js");
    return parseProduction(await this.text(paths.production, options));
  }

  /** `/ivp/meters`: which meters there are. */
  async meters(options: CallOptions = {}): Promise<Parsed<Meter>> {
    const { parseMeters } = await import("./pages/meters.js");
    return parseMeters(await this.text(paths.meters, options));
  }

  /** `/ivp/meters/readings`: what they measure now. */
  async meterReadings(options: CallOptions = {}): Promise<Parsed<MeterReading>> {
    const { parseMeterReadings } = await import("./pages/meters.js");
    return parseMeterReadings(await this.text(paths.meterReadings, options));
  }

  /** `/inventory.json`: inverters, batteries and relays by kind. A heavy page: 5 to 11 s. */
  async inventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    const { parseInventory } = await import("./pages/inventory.js");
    return parseInventory(await this.text(paths.inventory, options));
  }

  /** `/ivp/ensemble/inventory`: batteries and switches by kind. */
  async ensembleInventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    const { parseEnsembleInventory } = await import("./pages/inventory.js");
    return parseEnsembleInventory(await this.text(paths.ensembleInventory, options));
  }

  /** `/home.json`: the gateway's own state. */
  async home(options: CallOptions = {}): Promise<GatewayHome> {
    const { parseHome } = await import("./pages/home.js");
    return parseHome(await this.text(paths.home, options));
  }
}
