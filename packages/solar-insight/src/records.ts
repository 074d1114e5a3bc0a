import { at } from "./readings.js";
import { type SiteDays, wholeJoules } from "./site-days.js";
import { firstDayOfYear, positionInYear } from "./year-position.js";

/** A day, month or year, and what it yielded. */
export interface Yield {
  /** Its first day, in days since 1970-01-01. */
  readonly from: number;
  /** Its last day. */
  readonly to: number;
  /** With what is known of gaps, in joules. */
  readonly joules: number;
}

/** Days in a row, in days since 1970-01-01. */
export interface DaySpan {
  readonly from: number;
  readonly to: number;
}

/** The records of a site; undefined where there is nothing that could be one. */
export interface Records {
  /** The day of the greatest yield. Of days that are not whole, what is known counts. */
  readonly bestDay: Yield | undefined;
  /** The whole day of the least. */
  readonly worstDay: Yield | undefined;
  /** Of the months of which every day is whole. */
  readonly bestMonth: Yield | undefined;
  /** Of the years of which every day is whole. */
  readonly bestYear: Yield | undefined;
  /** The most days in a row without any reading. */
  readonly longestGap: DaySpan | undefined;
}

/** What was best, and the longest time without readings. Of equals, the first. */
export function records(site: SiteDays): Records {
  let [bestDay, worstDay, bestMonth, bestYear]: (Yield | undefined)[] = [];
  let month: Yield | undefined;
  let year: Yield | undefined;
  for (let place = 0; place < site.joules.length; place++) {
    const day = site.firstDay + place;
    const { year: calendarYear, position } = positionInYear(day);
    const joules = wholeJoules(site, place);
    const known = {
      from: day,
      to: day,
      joules: at(site.joules, place) + at(site.gapJoules, place),
    };
    bestDay = better(bestDay, known);
    if (!Number.isNaN(joules) && !(worstDay && worstDay.joules <= joules)) worstDay = known;
    const isFirstOfMonth = new Date(day * dayMs).getUTCDate() === 1;
    month = added(month, isFirstOfMonth, day, joules);
    year = added(year, position === 0, day, joules);
    if (new Date((day + 1) * dayMs).getUTCDate() === 1) bestMonth = better(bestMonth, month);
    if (day + 1 === firstDayOfYear(calendarYear + 1)) bestYear = better(bestYear, year);
  }
  return { bestDay, worstDay, bestMonth, bestYear, longestGap: longestGap(site) };
}

const dayMs = 86_400_000;

function better(best: Yield | undefined, other: Yield | undefined): Yield | undefined {
  if (other === undefined || Number.isNaN(other.joules)) return best;
  return best !== undefined && best.joules >= other.joules ? best : other;
}

/** The sum with one day more. It is of none if it does not begin with a period's first day, and NaN with a day that is not whole. */
function added(
  sum: Yield | undefined,
  isFirst: boolean,
  day: number,
  joules: number,
): Yield | undefined {
  if (isFirst) return { from: day, to: day, joules };
  return sum === undefined ? undefined : { from: sum.from, to: day, joules: sum.joules + joules };
}

function longestGap({ firstDay, reporting, expected }: SiteDays): DaySpan | undefined {
  let longest: DaySpan | undefined;
  let from = 0;
  for (let place = 0; place < reporting.length; place++) {
    if (reporting[place] !== 0 || expected[place] === 0) from = place + 1;
    else if (longest === undefined || place - from > longest.to - longest.from) {
      longest = { from: firstDay + from, to: firstDay + place };
    }
  }
  return longest;
}
