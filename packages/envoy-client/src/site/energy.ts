import type { GatewayInfo } from "../pages/gateway-info.js";
import type {
  Production,
  ProductionEntry,
  ProductionTotals,
  ProductionValues,
} from "../pages/production.js";
import { isFirmwareFrom } from "./firmware.js";

/** Power and energy in one direction, of the whole site or of one phase. */
export interface Energy {
  /** Power now; negative in the opposite direction. */
  readonly watts: number;
  /** Energy of the gateway's day so far. */
  readonly wattHoursToday: number | undefined;
  /** Energy of the last seven days, as the gateway adds it up. */
  readonly wattHoursLastSevenDays: number | undefined;
  /** Energy so far; of net consumption what was imported less what was exported. */
  readonly wattHoursLifetime: number;
  /** Who measured it. A meter measures continuously; inverters report every 5 to 15 minutes. */
  readonly source: "meter" | "inverters";
  /** Of a site with several phases; empty where there is one, or the gateway does not tell them apart. */
  readonly phases: readonly Energy[];
}

/** What a site produces and consumes. Firmware does not add up net consumption by day: it is 0 there. */
export interface SiteEnergy {
  /** Of the solar panels. */
  readonly production: Energy | undefined;
  /** Of the home, wherever the power comes from. */
  readonly consumption: Energy | undefined;
  /** From the grid; negative watts are exported. */
  readonly netConsumption: Energy | undefined;
}

/** What is known of a site's meters. */
export interface MeterFacts {
  /** How many are installed; undefined if the gateway could not say. */
  readonly installed: number | undefined;
  /** How many phases they measure; undefined if the gateway could not say. */
  readonly phaseCount: number | undefined;
}

/**
 * From this firmware on `/api/v1/production` is a stalled counter on gateways whose meters are not
 * installed. This and the other rules here are those of pyenphase 3.2.1.
 */
const stalledTotals = "8.2.4264";

/** From this firmware on, total consumption is overwritten by net consumption. */
const totalIsNet = "8.3.5433";

/** The energy of meters that are installed, from `/production.json`; undefined where they are not. */
export function meteredEnergy(
  page: Production,
  { firmware }: GatewayInfo,
  { phaseCount }: MeterFacts,
): SiteEnergy {
  const energyOf = (entry: ProductionEntry | undefined): Energy | undefined =>
    entry && energyFrom(entry, "meter", phasesOf(entry, phaseCount));
  const production = energyOf(page.production.find(isInstalledMeter));
  const consumptionOf = (type: string): Energy | undefined =>
    energyOf(
      page.consumption.find((entry) => isInstalledMeter(entry) && entry.measurementType === type),
    );
  const consumption = consumptionOf("total-consumption");
  const netConsumption = consumptionOf("net-consumption");
  const isOverwritten = isFirmwareFrom(totalIsNet, firmware);
  return {
    production,
    consumption: isOverwritten ? corrected(consumption, netConsumption, production) : consumption,
    netConsumption,
  };
}

function isInstalledMeter({ type, activeCount }: ProductionEntry): boolean {
  return type === "eim" && (activeCount ?? 0) > 0;
}

/** The production that the inverters report, where no meter measures it. */
export function invertersEnergy(
  page: Production | undefined,
  totals: ProductionTotals | undefined,
  gateway: GatewayInfo,
  { installed }: MeterFacts,
): Energy | undefined {
  const isStalled =
    gateway.hasMeters && isFirmwareFrom(stalledTotals, gateway.firmware) && !installed;
  if (totals !== undefined && !isStalled && !isAllZero(totals)) {
    const { wattsNow, wattHoursToday, wattHoursSevenDays, wattHoursLifetime } = totals;
    return {
      watts: wattsNow,
      wattHoursToday,
      wattHoursLastSevenDays: wattHoursSevenDays,
      wattHoursLifetime,
      source: "inverters",
      phases: [],
    };
  }
  const inverters = page?.production.find(({ type }) => type === "inverters");
  return inverters?.activeCount ? energyFrom(inverters, "inverters", []) : undefined;
}

/** Gateways with meters that are not installed write zeros for energy, whatever the power (pyenphase 3.2.1). */
function isAllZero(totals: ProductionTotals): boolean {
  const { wattHoursToday, wattHoursSevenDays, wattHoursLifetime } = totals;
  return wattHoursToday === 0 && wattHoursSevenDays === 0 && wattHoursLifetime === 0;
}

/** The phases of an entry; without knowledge of the meters, those lines of it that are not all zeros. */
function phasesOf(
  { lines }: ProductionEntry,
  phaseCount: number | undefined,
): readonly ProductionValues[] {
  const connected = lines.filter((line) => Object.values(line).some((value) => value));
  const phases = phaseCount === undefined ? connected : lines.slice(0, phaseCount);
  return phases.length > 1 ? phases : [];
}

function energyFrom(
  values: ProductionValues,
  source: Energy["source"],
  phases: readonly ProductionValues[],
): Energy | undefined {
  const { wattsNow, wattHoursToday, wattHoursLastSevenDays, wattHoursLifetime } = values;
  if (wattsNow === undefined || wattHoursLifetime === undefined) return undefined;
  return {
    watts: wattsNow,
    wattHoursToday,
    wattHoursLastSevenDays,
    wattHoursLifetime,
    source,
    phases: phases
      .map((phase) => energyFrom(phase, source, []))
      .filter((phase) => phase !== undefined),
  };
}

/** Total consumption, where it was overwritten by net consumption: that and the production. */
function corrected(
  total: Energy | undefined,
  net: Energy | undefined,
  production: Energy | undefined,
): Energy | undefined {
  if (total === undefined || net === undefined || production === undefined) return total;
  const isOverwritten =
    Math.round(total.watts) === Math.round(net.watts) &&
    Math.round(total.wattHoursLifetime) === Math.round(net.wattHoursLifetime);
  if (!isOverwritten) return total;
  return {
    ...total,
    watts: net.watts + production.watts,
    wattHoursLifetime: net.wattHoursLifetime + production.wattHoursLifetime,
    phases: total.phases.map(
      (phase, i) => corrected(phase, net.phases[i], production.phases[i]) ?? phase,
    ),
  };
}
