import { at } from "./readings.js";
import { missingShare, type SiteDays } from "./site-days.js";
import { firstDayOfYear, positionInYear, positionsInYear } from "./year-position.js";

/** What a calendar year yielded, from its first day. */
export interface YearYield {
  readonly year: number;
  /**
   * The energy of the readings from the year's first known day to each date, in joules, by its position: 366 of them, 29
   * February at 59, with the value of the day before where there is none. NaN before the first day that is known, and after the last.
   */
  readonly joules: Float64Array;
  /** The same of what is known of the energy in gaps, which is not in `joules`. */
  readonly gapJoules: Float64Array;
  /** `joules` up to the date of `until`; NaN if the year's record ends before, or begins after it. */
  readonly toDateJoules: number;
  /** `gapJoules` up to then. */
  readonly toDateGapJoules: number;
  /** Days up to then of which the yield is not known or only in part: those before the first one, too. */
  readonly missingDays: number;
  /** Which share of the days up to then is missing, those that are known in part by what they lack. */
  readonly missingShare: number;
  /** Whether something up to then is missing. */
  readonly isPart: boolean;
}

/**
 * Compares calendar years up to the same date as `until` (in days since 1970-01-01), the last closed day; days after it
 * are left out. A day without readings adds nothing to a sum, and counts as missing.
 */
export function compareYears(
  site: SiteDays,
  options: { readonly until: number },
): readonly YearYield[] {
  const { until } = options;
  const { position: toDate, year: lastYear } = positionInYear(until);
  const last = Math.min(until, site.firstDay + site.joules.length - 1);
  if (last < site.firstDay) return [];
  const years: YearYield[] = [];
  for (let year = positionInYear(site.firstDay).year; year <= lastYear; year++) {
    years.push(yearYield(site, year, toDate, last));
  }
  return years.filter(({ joules }) => joules.some((sum) => !Number.isNaN(sum)));
}

function yearYield(site: SiteDays, year: number, toDate: number, last: number): YearYield {
  const joules = new Float64Array(positionsInYear).fill(Number.NaN);
  const gapJoules = new Float64Array(positionsInYear).fill(Number.NaN);
  let [sum, gaps, days, missingDays, missing] = [0, 0, 0, 0, 0];
  let isKnown = false;
  const end = firstDayOfYear(year + 1);
  let previous = -1;
  for (let day = firstDayOfYear(year); day < end; day++) {
    const { position } = positionInYear(day);
    const place = day - site.firstDay;
    const isIn = place >= 0 && day <= last;
    if (position <= toDate) days++;
    if (position <= toDate && !(isIn && site.isWhole[place] === 1)) {
      missingDays++;
      missing += isIn ? missingShare(site, day) : 1;
    }
    const energy = isIn ? at(site.joules, place) : Number.NaN;
    isKnown ||= !Number.isNaN(energy);
    if (!isIn || !isKnown) continue;
    sum += energy || 0;
    gaps += at(site.gapJoules, place);
    // Without a 29 February, its place has what 28 February has.
    if (position > previous + 1 && previous >= 0) {
      joules[position - 1] = at(joules, previous);
      gapJoules[position - 1] = at(gapJoules, previous);
    }
    joules[position] = sum;
    gapJoules[position] = gaps;
    previous = position;
  }
  return {
    year,
    joules,
    gapJoules,
    toDateJoules: at(joules, toDate),
    toDateGapJoules: at(gapJoules, toDate),
    missingDays,
    missingShare: missing / days,
    isPart: missingDays > 0,
  };
}
