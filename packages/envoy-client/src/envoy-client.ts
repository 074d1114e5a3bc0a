import { chooseLogin } from "./connect.js";
import { type EnvoyAuth, loginFor } from "./logins/auth.js";
import { KeeperLogin } from "./logins/keeper-login.js";
import type { InverterSelection, SiteInverter } from "./pages/all-inverters.js";
import type { Battery } from "./pages/batteries.js";
import type { DeviceData } from "./pages/device-data.js";
import type { DryContact } from "./pages/dry-contacts.js";
import type { WithProblems } from "./pages/field-reader.js";
import type { GatewayInfo } from "./pages/gateway-info.js";
import type { Generator } from "./pages/generator.js";
import type { Grid, GridRelay } from "./pages/grid.js";
import type { GatewayHome } from "./pages/home.js";
import type { InventoryGroup } from "./pages/inventory.js";
import { inverterPages, type PageAnswer } from "./pages/inverter-pages.js";
import type { Inverter } from "./pages/inverters.js";
import type { LiveData } from "./pages/live-data.js";
import type { Meter, MeterReading } from "./pages/meters.js";
import { PageReader } from "./pages/page-reader.js";
import { type Page, pageTable } from "./pages/page-table.js";
import type { Parsed } from "./pages/parsed.js";
import { type PageName, paths } from "./pages/paths.js";
import type { Production, ProductionTotals } from "./pages/production.js";
import type { Tariff } from "./pages/tariff.js";
import type { Site } from "./site/site.js";
import type { SiteReader } from "./site/site-reader.js";
import type { KeptToken } from "./tokens/token-keeper.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";
import type { Login } from "./transport/login.js";
import { checkOptions } from "./transport/origin.js";

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
  readonly #pages: PageReader;
  #siteReader: Promise<SiteReader> | undefined;

  /** Throws `TypeError` if an option is missing or cannot be right, such as a host that is none. */
  constructor(options: EnvoyClientOptions, gateway?: GatewayInfo) {
    checkOptions(options);
    const login = loginFor(options.auth, gateway);
    super(options, login);
    this.#login = login;
    this.gateway = gateway;
    this.#pages = new PageReader((path, signal) =>
      this.text(path, signal === undefined ? {} : { signal }),
    );
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
    checkOptions(options);
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

  /**
   * One snapshot of the whole site: each value from the page that can be believed, each page
   * asked once. Finds out at the first call which pages the gateway has, and asks for no others
   * later. What fails is in `problems`; rejects only if no page answers.
   */
  async site(options: CallOptions & InverterSelection = {}): Promise<Site> {
    return (await this.#site()).site(options);
  }

  /** `/info`: what the gateway is. Needs no login. */
  info(options: CallOptions = {}): Promise<GatewayInfo> {
    return this.#read(pageTable.info, options);
  }

  /** `/auth/check_jwt`: resolves if the gateway takes the token; rejects with `ERR_UNAUTHORIZED` or `ERR_TOKEN_EXPIRED` if not. */
  async checkToken(options: CallOptions = {}): Promise<void> {
    await this.bytes(paths.checkToken, options);
  }

  /** `/ivp/pdm/device_data`: the last reading of each device, for at most 50 devices. */
  deviceData(options: CallOptions = {}): Promise<DeviceData> {
    return this.#read(pageTable.deviceData, options);
  }

  /** `/api/v1/production/inverters`: the last report of every inverter, and of each AC battery. */
  inverters(options: CallOptions = {}): Promise<Parsed<Inverter>> {
    return this.#read(pageTable.inverters, options);
  }

  /**
   * The answers that together show all inverters, unparsed: `device_data`
   * and, if that may be cut short, the v1 list too. Each is requested only when the loop
   * gets to it, so that the one before can be saved first.
   */
  inverterPages(options: CallOptions = {}): AsyncGenerator<PageAnswer, void, undefined> {
    return inverterPages((path) => this.bytes(path, options));
  }

  /** The answer of a page by its name, unparsed: for who saves answers and parses them later. */
  pageBytes(name: PageName, options: CallOptions = {}): Promise<Uint8Array> {
    return this.bytes(paths[name], options);
  }

  /** All inverters in use: those of `device_data` and, where that is absent, cut short or incomplete, of the v1 list. */
  async allInverters(
    options: CallOptions & InverterSelection = {},
  ): Promise<readonly SiteInverter[]> {
    return (await this.#site()).inverters(options);
  }

  /** `/api/v1/production`: the whole site in four numbers; not to be believed on a gateway with meters. */
  productionTotals(options: CallOptions = {}): Promise<WithProblems<ProductionTotals>> {
    return this.#read(pageTable.productionTotals, options);
  }

  /** `/production.json?details=1`: inverters and meters side by side, with their phases. */
  production(options: CallOptions = {}): Promise<WithProblems<Production>> {
    return this.#read(pageTable.production, options);
  }

  /** `/ivp/meters`: which meters there are. */
  meters(options: CallOptions = {}): Promise<Parsed<Meter>> {
    return this.#read(pageTable.meters, options);
  }

  /** `/ivp/meters/readings`: what they measure now. */
  meterReadings(options: CallOptions = {}): Promise<Parsed<MeterReading>> {
    return this.#read(pageTable.meterReadings, options);
  }

  /** The IQ Batteries, with what they do now. */
  async batteries(options: CallOptions = {}): Promise<readonly Battery[]> {
    return (await this.#site()).batteries(options);
  }

  /** The devices that connect the site to the grid, and whether it is on it; undefined on a site without. */
  async grid(options: CallOptions = {}): Promise<Grid | undefined> {
    return (await this.#site()).grid(options);
  }

  /** `/ivp/ensemble/status`: the switch to the grid as it is and as it should be, and what batteries and inverters are told. */
  gridRelay(options: CallOptions = {}): Promise<WithProblems<GridRelay>> {
    return this.#read(pageTable.gridRelay, options);
  }

  /** The generator; undefined on a site without. */
  async generator(options: CallOptions = {}): Promise<Generator | undefined> {
    return (await this.#site()).generator(options);
  }

  /** The dry contacts of the system controller. */
  async dryContacts(options: CallOptions = {}): Promise<readonly DryContact[]> {
    return (await this.#site()).dryContacts(options);
  }

  /** `/admin/lib/tariff`: prices, and how the batteries are used. */
  tariff(options: CallOptions = {}): Promise<WithProblems<Tariff>> {
    return this.#read(pageTable.tariff, options);
  }

  /** `/ivp/livedata/status`: the power of each part of the site, and its tasks. */
  liveData(options: CallOptions = {}): Promise<WithProblems<LiveData>> {
    return this.#read(pageTable.liveData, options);
  }

  /** `/inventory.json`: inverters, batteries and relays by kind. A heavy page: 5 to 11 s. */
  inventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    return this.#read(pageTable.inventory, options);
  }

  /** `/ivp/ensemble/inventory`: batteries and switches by kind. */
  ensembleInventory(options: CallOptions = {}): Promise<Parsed<InventoryGroup>> {
    return this.#read(pageTable.ensembleInventory, options);
  }

  /** `/home.json`: the gateway's network, alerts and update state. */
  home(options: CallOptions = {}): Promise<WithProblems<GatewayHome>> {
    return this.#read(pageTable.home, options);
  }

  #read<T>(page: Page<T>, { signal }: CallOptions): Promise<T> {
    return this.#pages.read(page, signal);
  }

  #site(): Promise<SiteReader> {
    this.#siteReader ??= import("./site/site-reader.js").then(
      ({ SiteReader }) => new SiteReader(this.#pages, this.gateway),
    );
    return this.#siteReader;
  }
}
