import type { InverterSelection, SiteInverter } from "../pages/all-inverters.js";
import type { Battery } from "../pages/batteries.js";
import type { DryContact } from "../pages/dry-contacts.js";
import type { GatewayInfo } from "../pages/gateway-info.js";
import type { Generator } from "../pages/generator.js";
import type { Grid } from "../pages/grid.js";
import type { PageReader } from "../pages/page-reader.js";
import { pageTable } from "../pages/page-table.js";
import {
  readAcBatteries,
  readBatteries,
  readBatterySummary,
  readDryContacts,
  readGenerator,
  readGrid,
  readInverters,
} from "./devices.js";
import { invertersEnergy, type MeterFacts, meteredEnergy, type SiteEnergy } from "./energy.js";
import { isFirmwareFrom } from "./firmware.js";
import type { Site } from "./site.js";
import { isInstalled, joinMeters, phaseCountOf, type SiteMeter } from "./site-meters.js";
import { type GatewayMemory, Snapshot } from "./snapshot.js";

/** Options of `EnvoyClient.site`. */
export interface SiteOptions extends InverterSelection {
  readonly signal?: AbortSignal;
}

/** Reads a site, and remembers which pages its gateway does not have. */
export class SiteReader {
  readonly #reader: PageReader;
  #gateway: GatewayInfo | undefined;
  readonly #absent = new Set<string>();

  constructor(reader: PageReader, gateway: GatewayInfo | undefined) {
    this.#reader = reader;
    this.#gateway = gateway;
  }

  /** One snapshot of the whole site. Rejects with `EnvoyError` if no page answers. */
  async site(options: SiteOptions): Promise<Site> {
    const { signal, ...selection } = options;
    const { gateway, snapshot } = await this.#begin(signal);
    const { meters, facts } = await readMeters(snapshot);
    const energy = await readEnergy(snapshot, gateway, facts);
    const inverters = await readInverters(snapshot, selection);
    const batteries = await readBatteries(snapshot);
    const grid = await readGrid(snapshot);
    const ensemble = await snapshot.ask(pageTable.ensembleInventory);
    if (ensemble?.items.length === 0) snapshot.setAbsent(pageTable.ensembleInventory);
    const [acBatterySummary] = (await snapshot.ask(pageTable.acBatterySummary))?.items ?? [];
    const hasAcBatteries = acBatterySummary !== undefined;
    const hasBatteries = batteries.length > 0;
    const site = {
      gateway,
      ...energy,
      inverters,
      meters,
      batteries,
      acBatteries: hasAcBatteries ? await readAcBatteries(snapshot) : [],
      acBatterySummary,
      batterySummary:
        hasBatteries || hasAcBatteries ? await readBatterySummary(snapshot, batteries) : undefined,
      grid,
      generator: await readGenerator(snapshot, grid),
      dryContacts: await readDryContacts(snapshot, grid),
    };
    const problems = snapshot.finish();
    const features = {
      meters: meters.map(({ type }) => type),
      phaseCount: facts.phaseCount,
      hasDeviceData: !this.#absent.has(pageTable.deviceData.path),
      hasBatteries,
      hasAcBatteries,
      hasGridSwitch: (grid?.systemController ?? grid?.meterCollar) !== undefined,
      hasGenerator: site.generator !== undefined,
      hasDryContacts: site.dryContacts.length > 0,
    };
    return { ...site, features, problems };
  }

  /** The inverters of the site. */
  inverters({ signal, ...selection }: SiteOptions): Promise<readonly SiteInverter[]> {
    return this.#read(signal, (snapshot) => readInverters(snapshot, selection));
  }

  batteries({ signal }: SiteOptions): Promise<readonly Battery[]> {
    return this.#read(signal, readBatteries);
  }

  grid({ signal }: SiteOptions): Promise<Grid | undefined> {
    return this.#read(signal, readGrid);
  }

  generator({ signal }: SiteOptions): Promise<Generator | undefined> {
    return this.#read(signal, async (all) => readGenerator(all, await readGrid(all)));
  }

  dryContacts({ signal }: SiteOptions): Promise<readonly DryContact[]> {
    return this.#read(signal, async (all) => readDryContacts(all, await readGrid(all)));
  }

  /** Reads a part of the site. Rejects if one of its pages fails; one that is not there is no failure. */
  async #read<T>(
    signal: AbortSignal | undefined,
    read: (snapshot: Snapshot) => Promise<T>,
  ): Promise<T> {
    const { snapshot } = await this.#begin(signal);
    const part = await read(snapshot);
    snapshot.finishWhole();
    return part;
  }

  async #begin(
    signal: AbortSignal | undefined,
  ): Promise<{ readonly gateway: GatewayInfo; readonly snapshot: Snapshot }> {
    const gateway = this.#gateway ?? (await this.#reader.read(pageTable.info, signal));
    this.#gateway = gateway;
    const memory: GatewayMemory = {
      absent: this.#absent,
      showsWebPages: gateway.firmware !== undefined && !isFirmwareFrom("5", gateway.firmware),
    };
    return { gateway, snapshot: new Snapshot(this.#reader, memory, signal) };
  }
}

async function readMeters(
  snapshot: Snapshot,
): Promise<{ readonly meters: readonly SiteMeter[]; readonly facts: MeterFacts }> {
  const listed = await snapshot.ask(pageTable.meters);
  if (listed === undefined) {
    return { meters: [], facts: { installed: undefined, phaseCount: undefined } };
  }
  const installed = listed.items.filter(isInstalled);
  if (listed.items.length === 0) snapshot.setAbsent(pageTable.meters);
  if (installed.length === 0) {
    return { meters: [], facts: { installed: 0, phaseCount: undefined } };
  }
  const readings = await snapshot.ask(pageTable.meterReadings);
  const meters = joinMeters(installed, readings?.items ?? []);
  return { meters, facts: { installed: meters.length, phaseCount: phaseCountOf(installed) } };
}

async function readEnergy(
  snapshot: Snapshot,
  gateway: GatewayInfo,
  facts: MeterFacts,
): Promise<SiteEnergy> {
  const page = await snapshot.ask(pageTable.production);
  const metered = page && meteredEnergy(page, gateway, facts);
  if (metered?.production !== undefined) return metered;
  const rest = { consumption: undefined, netConsumption: undefined, ...metered };
  // Whether the meters are to be believed is on the page that failed.
  const isUnknown = gateway.hasMeters && snapshot.hasFailed(pageTable.production);
  if (isUnknown) return { ...rest, production: undefined };
  const totals = await snapshot.ask(pageTable.productionTotals);
  return { ...rest, production: invertersEnergy(page, totals, gateway, facts) };
}
