import {
  createSite,
  deviceDataPage,
  type Fault,
  invertersPage,
  type SimulatedSite,
  type Simulator,
  startSimulator,
} from "@envoy/envoy-simulator";
import type { Clocks } from "./clocks.js";
import type { Ledger } from "./ledger.js";
import { type OddPageName, oddPages } from "./odd-pages.js";
import { answerNumberField } from "./readings.js";

/** What the soak's gateway is like. */
export interface GatewayOptions {
  readonly inverters: number;
  readonly intervalSeconds: number;
  readonly seed: number;
}

/** The page that the simulator sends for its fault "html". Another one would be an answer of unknown length. */
const webPage = Buffer.from("<!DOCTYPE html><html><body><h1>Starting up</h1></body></html>");

/** The simulator, with a ledger of what it sends. */
export class Gateway implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly #pages: LivePages;

  private constructor(simulator: Simulator, pages: LivePages) {
    this.simulator = simulator;
    this.#pages = pages;
  }

  static async start(options: GatewayOptions, clocks: Clocks, ledger: Ledger): Promise<Gateway> {
    const since = clocks.gateway - (clocks.gateway % 86_400) - 2 * 86_400;
    const pages = new LivePages(createSite({ ...options, since }), clocks, ledger);
    const now = (): number => clocks.gateway;
    const tokenExpires = Date.UTC(2200, 0, 1) / 1000;
    return new Gateway(await startSimulator({ replay: pages, now, tokenExpires }), pages);
  }

  /** The next request meets this fault. */
  failNext(fault: Fault): void {
    this.#pages.faults.push(fault);
    this.simulator.failNext(fault);
  }

  /** The next answer has another schema. */
  changeNext(page: OddPageName): void {
    this.#pages.odd.push(page);
  }

  /** Breaks every connection, and is not ready for the next requests. */
  reboot(): void {
    this.simulator.dropConnections();
    for (const fault of ["unavailable", "unavailable", "html"] as const) this.failNext(fault);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
  }
}

/** The simulator's recorded answers, made when it asks for them. */
class LivePages extends Map<string, readonly Uint8Array[]> {
  /** The same queue as the simulator's own: it takes one for each page that it asks for. */
  readonly faults: Fault[] = [];
  readonly odd: OddPageName[] = [];
  readonly #site: SimulatedSite;
  readonly #clocks: Clocks;
  readonly #ledger: Ledger;

  constructor(site: SimulatedSite, clocks: Clocks, ledger: Ledger) {
    super();
    this.#site = site;
    this.#clocks = clocks;
    this.#ledger = ledger;
  }

  override get(page: string): readonly Uint8Array[] | undefined {
    if (page === "ivp_pdm_device_data") return [this.#deviceData(this.faults.shift())];
    if (page === "api_v1_production_inverters") return [this.#list(this.faults.shift())];
    return undefined;
  }

  #deviceData(fault: Fault | undefined): Buffer {
    const ledger = this.#ledger;
    const page = JSON.parse(deviceDataPage(this.#reports()));
    for (const device of Object.values<{ channels?: { lastReading: Record<string, number> }[] }>(
      page,
    )) {
      for (const { lastReading } of device.channels ?? []) {
        if ("endDate" in lastReading) lastReading[answerNumberField] = ledger.nextNumber;
      }
    }
    const name = this.odd.shift();
    const odd = name === undefined ? undefined : oddPages[name];
    const whole = ledger.padded(odd?.textOf(page) ?? JSON.stringify(page));
    const usability = odd?.usability ?? "wholly";
    if (fault === undefined || fault === "drip") ledger.sent(whole, usability);
    if (fault === "truncated") ledger.sent(half(whole), "not");
    if (fault === "html") ledger.sent(webPage, "not");
    return whole;
  }

  #list(fault: Fault | undefined): Buffer {
    const bytes = Buffer.from(invertersPage(this.#reports()));
    if (fault === undefined || fault === "drip") this.#ledger.sentList(bytes, "wholly");
    if (fault === "truncated") this.#ledger.sentList(half(bytes), "not");
    if (fault === "html") this.#ledger.sentList(webPage, "not");
    return bytes;
  }

  #reports(): ReturnType<SimulatedSite["invertersAt"]> {
    return this.#site.invertersAt(this.#clocks.gateway);
  }
}

function half(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
