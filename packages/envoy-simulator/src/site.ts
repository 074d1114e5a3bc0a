import { ReportingInverter, removedInverter, type SimulatedInverter } from "./inverter-reports.js";
import { createWeather } from "./weather.js";

/** Options of {@link createSite}. */
export interface SiteOptions {
  /** Number of inverters. @default 10 */
  readonly inverters?: number;
  /** The index of an inverter that was removed and never reports; -1 for none. @default the last one */
  readonly inactiveInverter?: number;
  /** Another seed gives other weather. @default 1 */
  readonly seed?: number;
  /** The midnight (UTC) at which the lifetime counters start, in seconds since 1970. @default 2026-01-01 */
  readonly since?: number;
  /** Time between two reports of one inverter; real gateways use 300, 900 or 3600. @default 900 */
  readonly intervalSeconds?: number;
}

/** A model of a site. */
export interface SimulatedSite {
  /** The inverters as the gateway shows them at a moment (in seconds since 1970): always the same for the same moment. */
  invertersAt(unixSeconds: number): readonly SimulatedInverter[];
}

const day = 86_400;

/** Models a site where the sun shines from 06:00 to 18:00 UTC every day, between clouds that all inverters share. */
export function createSite(options: SiteOptions = {}): SimulatedSite {
  const { inverters = 10, seed = 1, intervalSeconds = 900 } = options;
  const { inactiveInverter = inverters - 1, since = Date.UTC(2026, 0, 1) / 1000 } = options;
  const weather = createWeather(seed);
  const firstMidnight = Math.ceil(since / day) * day;
  const reporting = { weather, seed, intervalSeconds, firstMidnight };
  const reporters = Array.from({ length: inverters }, (_, index) =>
    index === inactiveInverter ? undefined : new ReportingInverter(index, reporting),
  );
  return {
    invertersAt: (unixSeconds) =>
      reporters.map((reporter, index) => reporter?.at(unixSeconds) ?? removedInverter(index)),
  };
}
