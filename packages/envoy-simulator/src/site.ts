import { EnergyLedger, type SiteFlows } from "./energy-ledger.js";
import { createHousehold } from "./household.js";
import { ReportingInverter, removedInverter, type SimulatedInverter } from "./inverter-reports.js";
import type { StorageBank } from "./storage-bank.js";
import { createWeather, type Weather } from "./weather.js";

/** Options of {@link createSite}. */
export interface SiteOptions {
  /** Number of inverters. @default 10 */
  readonly inverters?: number;
  /** The index of an inverter that was removed and never reports; -1 for none. @default the last one */
  readonly inactiveInverter?: number;
  /** Phases of the house; 2 is the split phase of North America. @default 1 */
  readonly phases?: 1 | 2 | 3;
  /**
   * "enabled": the gateway measures production, net consumption and, with batteries, storage;
   * "disabled": it has meters, but no clamps were installed, so their counters stall. @default "none"
   */
  readonly meters?: "none" | "enabled" | "disabled";
  /** Number of IQ Batteries of 5 kWh. @default 0 */
  readonly batteries?: number;
  /** Number of AC Batteries of 1.2 kWh, of the first generation. @default 0 */
  readonly acBatteries?: number;
  /** Whether there is an IQ System Controller (Enpower), which separates the house from the grid. @default false */
  readonly controller?: boolean;
  /** Whether a generator is connected to the controller; it never runs. @default false */
  readonly generator?: boolean;
  /** Whether there is an IQ Relay (NSRB). @default false */
  readonly relay?: boolean;
  /** Another seed gives another weather and household. @default 1 */
  readonly seed?: number;
  /** The midnight (UTC) at which the lifetime counters start, in seconds since 1970. @default 2026-01-01 */
  readonly since?: number;
  /** Time between two reports of one inverter; real gateways use 300, 900 or 3600. @default 900 */
  readonly intervalSeconds?: number;
}

/** What a site consists of. */
export interface SiteDesign extends Required<SiteOptions> {
  readonly bank: StorageBank;
  /** More than this is never produced, in watts. */
  readonly peakProductionWatts: number;
  /** More than this is never used, in watts. */
  readonly peakHouseholdWatts: number;
}

/** A model of a site. The same moment (in seconds since 1970) always gives the same answer. */
export interface SimulatedSite {
  readonly design: SiteDesign;
  /** The inverters as the gateway shows them at a moment. */
  invertersAt(unixSeconds: number): readonly SimulatedInverter[];
  /** Where energy flows at a moment, and has flowed since the counters started. */
  flowsAt(unixSeconds: number): SiteFlows;
}

const day = 86_400;
const batteryRating = { wattHours: 5000, watts: 3840 };
const acBatteryRating = { wattHours: 1200, watts: 270 };

/**
 * Models a site where the sun shines from 06:00 to 18:00 UTC every day. All pages of its gateway
 * follow from one account of energy. Throws a `TypeError` for equipment that does not go together.
 */
export function createSite(options: SiteOptions = {}): SimulatedSite {
  const { inverters = 10, seed = 1, intervalSeconds = 900 } = options;
  const { inactiveInverter = inverters - 1, since = Date.UTC(2026, 0, 1) / 1000 } = options;
  const { phases = 1, meters = "none", batteries = 0, acBatteries = 0 } = options;
  const { controller = false, generator = false, relay = false } = options;
  if (batteries > 0 && acBatteries > 0) {
    throw new TypeError("A site has IQ Batteries or AC Batteries, not both: set one of them to 0.");
  }
  if (generator && !controller) {
    throw new TypeError("A generator is connected to a controller: add controller: true.");
  }
  const weather = createWeather(seed);
  const household = createHousehold(seed, phases);
  const bank = {
    capacityWattHours:
      batteries * batteryRating.wattHours + acBatteries * acBatteryRating.wattHours,
    ratedWatts: batteries * batteryRating.watts + acBatteries * acBatteryRating.watts,
    reserve: 0.2,
  };
  const firstMidnight = Math.ceil(since / day) * day;
  const reporting = { weather, seed, intervalSeconds, firstMidnight };
  const reporters = Array.from({ length: inverters }, (_, index) =>
    index === inactiveInverter ? undefined : new ReportingInverter(index, reporting),
  );
  const working = reporters.flatMap((reporter, index) => (reporter === undefined ? [] : [index]));
  const panelsOnPhase = panelsByPhase(phases, working, weather);
  const ledger = new EnergyLedger({ weather, household, bank, panelsOnPhase, firstMidnight });
  return {
    design: {
      inverters,
      inactiveInverter,
      phases,
      meters,
      batteries,
      acBatteries,
      controller,
      generator,
      relay,
      seed,
      since,
      intervalSeconds,
      bank,
      peakProductionWatts: Math.round(working.length * weather.peakWatts),
      peakHouseholdWatts: household.peakWatts,
    },
    invertersAt: (unixSeconds) =>
      reporters.map((reporter, index) => reporter?.at(unixSeconds) ?? removedInverter(index)),
    flowsAt: (unixSeconds) => ledger.flowsAt(unixSeconds),
  };
}

/** How many flawless panels the inverters on each phase amount to. */
function panelsByPhase(phases: number, inverters: readonly number[], weather: Weather): number[] {
  const panels = new Array<number>(phases).fill(0);
  for (const inverter of inverters) {
    const efficiency = weather.efficiencyOf(inverter);
    for (const phase of panels.keys()) {
      // In split phase an inverter is connected to both lines; else to one phase, in turn.
      const share = phases === 2 ? 0.5 : Number(inverter % phases === phase);
      panels[phase] = (panels[phase] ?? 0) + share * efficiency;
    }
  }
  return panels;
}
