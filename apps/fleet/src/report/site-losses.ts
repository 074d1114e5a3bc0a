import type { SiteEnergy } from "./site-energy.js";
import type { SiteMonth } from "./site-month.js";

/** What each inverter lost, in joules. */
export interface SiteLosses {
  /** While it was down; NaN if it was, and nothing tells what it would have made. */
  readonly lost: readonly number[];
  /** For how many seconds of daylight it was down. */
  readonly downSeconds: readonly number[];
  /** What it may have made while nobody polled; NaN if there was such a time, and nothing tells. */
  readonly unseen: readonly number[];
}

/** Of less than this share of what a day should have given, nothing is said: inverters differ as much. */
const leastShare = 0.05;

/** The hours of noon hold about twice as much as their share of the day. */
const mostDense = 2;

/**
 * Losses from the inverters of the site that are up; where none is, from the site's own share of its neighbours. `expected`
 * has joules of an inverter of size 1 by that share, NaN if unknown; `daylight` is in seconds.
 */
export function siteLosses(
  site: SiteMonth,
  energy: SiteEnergy,
  expected: Float64Array,
  daylight: Float64Array,
): SiteLosses {
  const { days } = site;
  const lost = site.serialNumbers.map(() => 0);
  const downSeconds = site.serialNumbers.map(() => 0);
  const unseen = site.serialNumbers.map(() => 0);
  for (const inverter of site.serialNumbers.keys()) {
    const size = energy.sizes[inverter] ?? 1;
    for (let day = 0; day < days; day++) {
      const place = inverter * days + day;
      const made = energy.made[place] ?? 0;
      const state = energy.states[place];
      if (state === "down") {
        const siblings = energy.perInverter[day] ?? Number.NaN;
        const whole = size * (Number.isNaN(siblings) ? (expected[day] ?? Number.NaN) : siblings);
        const share = energy.downShares[place] ?? 0;
        const loss = part(whole, made, share);
        if (loss <= leastShare * whole) continue;
        lost[inverter] = (lost[inverter] ?? 0) + loss;
        downSeconds[inverter] = (downSeconds[inverter] ?? 0) + share * (daylight[day] || 0);
      } else if (state !== "not expected") {
        const coverage = energy.coverage[place] ?? Number.NaN;
        // Nothing is missing of a day without light.
        if (!(coverage < 1 - 2 * leastShare)) continue;
        const whole = size * (expected[day] ?? Number.NaN);
        unseen[inverter] = (unseen[inverter] ?? 0) + part(whole, made, 1 - coverage);
      }
    }
  }
  return { lost, downSeconds, unseen };
}

/** What is missing of a day's energy, at most what so much of the day can hold. */
function part(whole: number, made: number, shareOfDay: number): number {
  return Math.min(Math.max(0, whole - made), whole * Math.min(1, mostDense * shareOfDay));
}
