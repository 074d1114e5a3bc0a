import { quantile } from "./median.js";
import { at } from "./readings.js";
import { type SiteDays, wholeJoules } from "./site-days.js";
import { positionInYear, positionsInYear } from "./year-position.js";

/** What a site usually makes on a day. */
export interface UsualEnergy {
  /** The median, in joules. */
  readonly joules: number;
  /** Of four usual days, one makes less than this, in joules. */
  readonly lowJoules: number;
  /** Of four usual days, one makes more than this, in joules. */
  readonly highJoules: number;
  /** How many inverters it is for: those that are expected on the day. */
  readonly inverters: number;
  /** Of which days it is: whole ones of the same season of other years, or, where too few are known, the latest before. */
  readonly basis: "season" | "recent";
  /** How many days it is of. */
  readonly days: number;
  /** Of how many years they are. */
  readonly years: number;
}

/** Options of {@link usualEnergy}. */
export interface UsualEnergyOptions {
  /** How many days before and after the same date of other years are the same season. @default 10 */
  readonly windowDays?: number;
  /** How many days before are recent. @default 14 */
  readonly recentDays?: number;
  /** Of fewer whole days than this, nothing is said. @default 5 */
  readonly leastDays?: number;
}

/**
 * What whole days like one day (in days since 1970-01-01) usually yield. Each counts by inverter
 * that reported, and the result is for those that are expected on the day, so that a site that grew is not
 * above usual for ever. Undefined if too few are known.
 */
export function usualEnergy(
  site: SiteDays,
  day: number,
  options: UsualEnergyOptions = {},
): UsualEnergy | undefined {
  const { windowDays = 10, recentDays = 14, leastDays = 5 } = options;
  const season: number[] = [];
  const years = new Set<number>();
  const recent: number[] = [];
  const position = positionInYear(day);
  for (let place = 0; place < site.joules.length; place++) {
    const other = site.firstDay + place;
    const joules = wholeJoules(site, place) / at(site.reporting, place);
    if (Number.isNaN(joules)) continue;
    if (other < day && other >= day - recentDays) recent.push(joules);
    // Half a year away is another year's season, even if it is of the same calendar year.
    if (Math.abs(other - day) < 180) continue;
    const distance = Math.abs(positionInYear(other).position - position.position);
    if (Math.min(distance, positionsInYear - distance) > windowDays) continue;
    season.push(joules);
    years.add(Math.round((other - day) / 365.25));
  }
  const inverters = invertersOn(site, day);
  if (season.length >= leastDays) return usual(season, inverters, "season", years.size);
  if (recent.length >= leastDays) return usual(recent, inverters, "recent", 1);
  return undefined;
}

function usual(
  joules: readonly number[],
  inverters: number,
  basis: "season" | "recent",
  years: number,
): UsualEnergy {
  return {
    joules: quantile(joules, 0.5) * inverters,
    lowJoules: quantile(joules, 0.25) * inverters,
    highJoules: quantile(joules, 0.75) * inverters,
    inverters,
    basis,
    days: joules.length,
    years,
  };
}

/** How many inverters are expected on a day, or on the nearest before or after of which something is known. */
function invertersOn(site: SiteDays, day: number): number {
  const { expected, firstDay } = site;
  const start = Math.min(Math.max(day - firstDay, 0), expected.length - 1);
  for (let distance = 0; distance < expected.length; distance++) {
    const near = expected[start - distance] || expected[start + distance];
    if (near) return near;
  }
  return 0;
}
