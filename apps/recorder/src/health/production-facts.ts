import {
  dailyEnergy,
  type InverterState,
  inverterStates,
  type Readings,
  type TimeZone,
} from "@envoy/solar-insight";
import { joinReadings } from "../readings/reading-columns.js";
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

/** Enough to contain a day of reports before the newest one. */
export const recentMs = 36 * 3_600_000;

/** What recent readings tell of today and of the last active day; `now` in milliseconds since 1970. */
export function productionFacts(
  zone: TimeZone,
  recent: Readings,
  { last, lastEnds }: Pick<ArchiveFacts, "last" | "lastEnds">,
  now: number,
): ProductionFacts {
  const today = zone.day(zone.dayOf(now));
  const from = Math.min(today.from, (last ?? now) - recentMs);
  const readings = joinReadings([recent], { from, to: today.to });
  const [joules = Number.NaN] = dailyEnergy(readings, [today]).total;
  const states = inverterStates(lastEnds, readings);
  return {
    timeZone: zone.name,
    today: today.day,
    joulesToday: Number.isNaN(joules) ? undefined : joules,
    inverters: [...states].sort((a, b) => (a.inverter < b.inverter ? -1 : 1)),
  };
}
