import type { InverterReport } from "./inverter-reports.js";
import type { SimulatedSite } from "./site.js";

/** What the inverters of a site reported, added up. */
export interface InverterTotals {
  /** How many report at all. */
  readonly count: number;
  /** When the last of them did, in seconds since 1970. */
  readonly reportedAt: number;
  readonly watts: number;
  readonly wattHoursToday: number;
  readonly wattHours: number;
}

/** The mean power of a period; 0 for an inverter that never reported. */
export function wattsOf(report: InverterReport | undefined): number {
  return report === undefined ? 0 : Math.round(report.joulesProduced / report.durationSeconds);
}

/** The inverters' sum at a moment, in seconds since 1970. */
export function inverterTotals(site: SimulatedSite, unixSeconds: number): InverterTotals {
  const inverters = site.invertersAt(unixSeconds).filter(({ active }) => active);
  return {
    count: inverters.length,
    reportedAt: Math.max(0, ...inverters.map(({ report }) => report?.endDate ?? 0)),
    watts: inverters.reduce((sum, { report }) => sum + wattsOf(report), 0),
    wattHoursToday: inverters.reduce((sum, { wattHoursToday }) => sum + wattHoursToday, 0),
    wattHours: inverters.reduce((sum, { lifetimeJoules }) => sum + lifetimeJoules, 0) / 3600,
  };
}
