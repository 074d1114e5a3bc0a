import type { DayOfReadings, RoofFault, SimulatedSite, SiteOptions } from "@envoy/envoy-simulator";
import { createSite, simulateReadings } from "@envoy/envoy-simulator";

/** A date at 00:00 UTC, in seconds since 1970. */
export function utc(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / 1000;
}

/** The last hour of 2025 in UTC is the first of 2026 in Berlin. */
export const berlinNewYear: number = utc(2026, 1, 1) - 3600;

/** A roof in Germany whose counters start with 2026. */
export function berlinSite(
  faults: readonly RoofFault[] = [],
  options: SiteOptions = {},
): SimulatedSite {
  return createSite({
    sky: { latitude: 52, longitude: 13 },
    timeZone: "Europe/Berlin",
    since: berlinNewYear,
    inverters: 4,
    faults,
    ...options,
  });
}

/** The days of a site from one moment to another. */
export function daysOf(site: SimulatedSite, from: number, to: number): DayOfReadings[] {
  return [...simulateReadings(site, { from, to })];
}

/** What one inverter reported on a day, in joules. */
export function joulesOf(day: DayOfReadings, inverter: number): number {
  return day.joulesProduced.reduce(
    (sum, joules, row) => (day.inverter[row] === inverter ? sum + joules : sum),
    0,
  );
}

/** The rows of one inverter on a day. */
export function rowsOf(day: DayOfReadings, inverter: number): number[] {
  return [...day.inverter.keys()].filter((row) => day.inverter[row] === inverter);
}
