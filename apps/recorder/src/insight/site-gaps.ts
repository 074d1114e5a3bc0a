import {
  findGaps,
  type Gap,
  type GapEnergy,
  gapEnergies,
  type Interruption,
  interruptions,
  type LocalDay,
  type Readings,
  type TimeZone,
} from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { lifetimeCounters, type ReadingKey } from "./lifetime-counters.js";

/**
 * The gaps of consecutive local days and the energy that they held, by inverter and time. The readings
 * are those of the weeks around the days; what is later than `until` (milliseconds since
 * 1970) is not missing yet. A gap of which only the sum with other days is known goes beyond these days.
 */
export async function siteGaps(
  config: Pick<Config, "state" | "tablesFolder">,
  zone: TimeZone,
  readings: Readings,
  days: readonly LocalDay[],
  until: number,
): Promise<readonly GapEnergy[]> {
  return (await gapsOfDays(config, zone, readings, days, until)).energies;
}

/** The same, and the gaps of the days themselves. */
export async function gapsOfDays(
  config: Pick<Config, "state" | "tablesFolder">,
  zone: TimeZone,
  readings: Readings,
  days: readonly LocalDay[],
  until: number,
): Promise<{ readonly gaps: readonly Gap[]; readonly energies: readonly GapEnergy[] }> {
  const [from = 0, to = 0] = [days[0]?.from, days.at(-1)?.to];
  const isAsked = (gap: Gap): boolean => gap.from < to && gap.to > from;
  const gapsOf = (day: LocalDay): readonly Gap[] =>
    day.from < until ? findGaps(readings, day, { until: Math.min(until, day.to) }) : [];
  const own = days.flatMap(gapsOf);
  const others = daysAround(interruptions(readings, own), zone, days);
  const gaps = [...own, ...others.flatMap(gapsOf)];
  const asked = interruptions(readings, gaps).filter((one) => one.gaps.some(isAsked));
  const lifetimeJoules = await lifetimeCounters(config, asked.flatMap(edges));
  const energies = gapEnergies(readings, gaps, { zone, lifetimeJoules }).filter(isAsked);
  return { gaps: own, energies };
}

/** The other days that interruptions touch: their gaps have a share in the energy. */
function daysAround(
  found: readonly Interruption[],
  zone: TimeZone,
  days: readonly LocalDay[],
): readonly LocalDay[] {
  const ends = found.flatMap(edges).map(({ end }) => end);
  if (ends.length === 0) return [];
  const dates = new Set(days.map(({ day }) => day));
  return zone
    .days(zone.dayOf(Math.min(...ends)), zone.dayOf(Math.max(...ends)))
    .filter(({ day }) => !dates.has(day));
}

/** The readings before and after; none if the lifetime counter cannot tell what is between. */
function edges({ inverter, before, after }: Interruption): readonly ReadingKey[] {
  if (before === undefined || after === undefined) return [];
  return [before, after].map(({ end }) => ({ inverter, end }));
}
