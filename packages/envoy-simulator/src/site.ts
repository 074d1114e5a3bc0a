import { type DayOfReadings, readingsOfDay } from "./day-of-readings.js";
import { EnergyLedger, type SiteFlows } from "./energy-ledger.js";
import { createHousehold } from "./household.js";
import { ReportingInverter, removedInverter, type SimulatedInverter } from "./inverter-reports.js";
import { localDays } from "./local-days.js";
import type { RoofOptions } from "./roof.js";
import type { RecorderOutage, RoofFault } from "./roof-faults.js";
import { RoofWeather } from "./roof-weather.js";
import type { SkyOptions } from "./sky.js";
import type { StorageBank } from "./storage-bank.js";
import { createWeather, type WiredInverter } from "./weather.js";

/** Options of {@link createSite}. */
export interface SiteOptions {
  /** Number of inverters. @default those of the roofs, else 10 */
  readonly inverters?: number;
  /** The index of an inverter that was removed and never reports; -1 for none. @default the last one; with a sky, none */
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
  /** The lifetime counters start at the first midnight from this moment on, in seconds since 1970. @default 2026-01-01 UTC */
  readonly since?: number;
  /** Time between two reports of one inverter; real gateways use 300, 900 or 3600. @default 900 */
  readonly intervalSeconds?: number;
  /** The gateway's time zone (IANA): at its midnight the inverters' energy of the day starts at 0. @default "UTC" */
  readonly timeZone?: string;
  /** A sky with seasons, instead of a sun that shines from 06:00 to 18:00 UTC every day. */
  readonly sky?: SkyOptions;
  /** Where the panels are; needs a sky. @default one roof that faces the equator at 35 degrees */
  readonly roofs?: readonly RoofOptions[];
  /** What is wrong, and when; needs a sky. @default [] */
  readonly faults?: readonly RoofFault[];
}

/** What a site consists of. */
export interface SiteDesign extends Required<Omit<SiteOptions, "sky">> {
  readonly sky: SkyOptions | undefined;
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
  /** The readings of the day (in the gateway's time zone) that a moment is in. */
  readingsAt(unixSeconds: number): DayOfReadings;
}

const day = 86_400;
const batteryRating = { wattHours: 5000, watts: 3840 };
const acBatteryRating = { wattHours: 1200, watts: 270 };

/**
 * Models a site where the sun shines from 06:00 to 18:00 UTC every day, or one under a sky with seasons.
 * All pages of its gateway follow from one account of energy. Throws a `TypeError` for equipment
 * that does not go together, and a `RangeError` for an unknown time zone.
 */
export function createSite(options: SiteOptions = {}): SimulatedSite {
  const { seed = 1, intervalSeconds = 900, timeZone = "UTC", sky, faults = [] } = options;
  const { inverters = invertersOn(options.roofs) ?? 10 } = options;
  const { inactiveInverter = sky === undefined ? inverters - 1 : -1 } = options;
  const { since = Date.UTC(2026, 0, 1) / 1000 } = options;
  const { phases = 1, meters = "none", batteries = 0, acBatteries = 0 } = options;
  const { controller = false, generator = false, relay = false } = options;
  checkEquipment(options, inverters);
  const roofs = options.roofs ?? (sky === undefined ? [] : [equatorRoof(sky, inverters)]);
  const weather =
    sky === undefined ? createWeather(seed) : new RoofWeather({ sky, roofs, faults, seed });
  const days = localDays(timeZone);
  const household = createHousehold(seed, phases, days);
  const bank = {
    capacityWattHours:
      batteries * batteryRating.wattHours + acBatteries * acBatteryRating.wattHours,
    ratedWatts: batteries * batteryRating.watts + acBatteries * acBatteryRating.watts,
    reserve: 0.2,
  };
  const dayOfSince = days.dayOf(since);
  const firstDay = days.startOf(dayOfSince) === since ? dayOfSince : dayOfSince + 1;
  const reporting = { weather, seed, intervalSeconds, days, firstDay };
  const reporters = Array.from({ length: inverters }, (_, index) =>
    index === inactiveInverter ? undefined : new ReportingInverter(index, reporting),
  );
  const working = reporters.flatMap((reporter, index) => (reporter === undefined ? [] : [index]));
  const production = wiresOf(phases, working).map((wire) => weather.powerOn(wire));
  const firstMidnight = Math.ceil(since / day) * day;
  const ledger = new EnergyLedger({ household, bank, production, firstMidnight });
  const outages = faults.filter((fault) => fault.kind === "recorder-outage");
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
      timeZone,
      sky,
      roofs,
      faults,
      bank,
      peakProductionWatts: Math.round(working.length * weather.peakWatts),
      peakHouseholdWatts: household.peakWatts,
    },
    invertersAt: (unixSeconds) =>
      reporters.map((reporter, index) => reporter?.at(unixSeconds) ?? removedInverter(index)),
    flowsAt: (unixSeconds) => ledger.flowsAt(unixSeconds),
    readingsAt: (unixSeconds) =>
      readingsOfDay({ reporters, days, outages }, days.dayOf(unixSeconds)),
  };
}

function checkEquipment(options: SiteOptions, inverters: number): void {
  const { batteries = 0, acBatteries = 0, controller = false, generator = false } = options;
  const { sky, roofs, faults } = options;
  if (batteries > 0 && acBatteries > 0) {
    throw new TypeError("A site has IQ Batteries or AC Batteries, not both: set one of them to 0.");
  }
  if (generator && !controller) {
    throw new TypeError("A generator is connected to a controller: add controller: true.");
  }
  if (sky === undefined && (roofs !== undefined || faults !== undefined)) {
    throw new TypeError("Roofs and faults need a sky: add sky: { latitude, longitude }.");
  }
  for (const { kind, from, inverters: named = [] } of faults?.filter(isOfInverters) ?? []) {
    const unknown = named.find((inverter) => !(inverter >= 0 && inverter < inverters));
    if (unknown === undefined) continue;
    throw new TypeError(
      `The fault "${kind}" from ${from} names inverter ${unknown}, and they are numbered 0 to ${inverters - 1}.`,
    );
  }
  const onRoofs = invertersOn(roofs) ?? inverters;
  if (onRoofs !== inverters) {
    throw new TypeError(
      `The roofs have ${onRoofs} inverters, and the site ${inverters}: leave out inverters.`,
    );
  }
}

function isOfInverters(fault: RoofFault): fault is Exclude<RoofFault, RecorderOutage> {
  return fault.kind !== "recorder-outage";
}

function invertersOn(roofs: readonly RoofOptions[] | undefined): number | undefined {
  return roofs?.reduce((sum, { inverters }) => sum + inverters, 0);
}

function equatorRoof({ latitude }: SkyOptions, inverters: number): RoofOptions {
  return { name: "roof", azimuth: latitude < 0 ? 0 : 180, tilt: 35, inverters };
}

/** The inverters on the wire of each phase. In split phase one is connected to both lines; else to one phase, in turn. */
function wiresOf(phases: number, inverters: readonly number[]): readonly WiredInverter[][] {
  return Array.from({ length: phases }, (_, phase) =>
    inverters.map((inverter) => ({
      inverter,
      share: phases === 2 ? 0.5 : Number(inverter % phases === phase),
    })),
  );
}
