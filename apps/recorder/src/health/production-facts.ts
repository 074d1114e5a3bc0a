import { ArchiveError } from "@envoy/parquet-archive";
import {
  dailyEnergy,
  type InverterState,
  inverterStates,
  type Readings,
} from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { archivedReadings, siteTimeZone } from "../insight/site-readings.js";
import type { ArchiveFacts } from "./archive-facts.js";

/** What the inverters have done lately, as far as it is archived. */
export interface ProductionFacts {
  readonly timeZone: string;
  /** The site's date. */
  readonly today: string;
  /** Undefined if no reading of today is archived. */
  readonly joulesToday: number | undefined;
  /** By serial number. */
  readonly inverters: readonly InverterState[];
}

/** A month that cannot be read is among the problems of the archive's facts. */
function noneIfUnreadable(error: unknown): Readings {
  if (!(error instanceof ArchiveError)) throw error;
  return { inverters: [], inverter: [], end: [], duration: [], joules: [] };
}

/** Enough to contain a day of reports before the newest one. */
const recentMs = 36 * 3_600_000;

/** Reads the readings of today and of the last active day; `now` in milliseconds since 1970. */
export async function productionFacts(
  config: Config,
  { last, lastEnds }: Pick<ArchiveFacts, "last" | "lastEnds">,
  now: number,
): Promise<ProductionFacts> {
  const zone = siteTimeZone(config);
  const today = zone.day(zone.dayOf(now));
  const from = Math.min(today.from, (last ?? now) - recentMs);
  const readings = await archivedReadings(config, { from, to: today.to }).catch(noneIfUnreadable);
  const [joules = Number.NaN] = dailyEnergy(readings, [today]).total;
  const states = inverterStates(lastEnds, readings);
  return {
    timeZone: zone.name,
    today: today.day,
    joulesToday: Number.isNaN(joules) ? undefined : joules,
    inverters: [...states].sort((a, b) => (a.inverter < b.inverter ? -1 : 1)),
  };
}
