import {
  compareYears,
  dayName,
  dayNumber,
  firstDayOfYear,
  missingShare,
  type Records,
  records,
  type SiteDays,
  type UsualEnergy,
  usualEnergy,
  type YearYield,
} from "@envoy/solar-insight";
import { historyUntil } from "./history.js";
import type { Task } from "./task.js";

/** What the site usually makes on a day; undefined if too few days are known to say. */
export const usualTask: Task<{ readonly day: string }, UsualEnergy | undefined> = async (
  context,
  { day },
) => usualEnergy(await historyUntil(context, day), dayNumber(day));

/** What a year made, or a part of one. */
export interface PeriodTotal {
  readonly year: number;
  /** Of all readings; NaN if there are none. */
  readonly joules: number;
  /** How many days have readings. */
  readonly days: number;
  /** How many there should be, up to the date of the comparison. */
  readonly calendarDays: number;
  /** What is known of the energy in gaps, which is not in `joules`. */
  readonly gapJoules: number;
  /** How many days are missing, or known in part. */
  readonly missingDays: number;
  /** Which share of the days is missing, those that are known in part by what they lack. */
  readonly missingShare: number;
}

/** Everything that was best, and each year's total. `until` is the last closed day. */
export const recordsTask: Task<
  { readonly until: string },
  { readonly records: Records; readonly years: readonly PeriodTotal[] }
> = async (context, { until }) => {
  const history = await historyUntil(context, until);
  const years = yearsOf(history).map((year) =>
    total(
      history,
      year,
      firstDayOfYear(year),
      Math.min(firstDayOfYear(year + 1) - 1, dayNumber(until)),
    ),
  );
  return { records: records(history), years };
};

/** Each year to a date, and the same part of that date's month in each year. */
export interface Comparison {
  readonly years: readonly YearYield[];
  readonly months: readonly PeriodTotal[];
}

export const compareTask: Task<{ readonly until: string }, Comparison> = async (
  context,
  { until },
) => {
  const history = await historyUntil(context, until);
  const months = yearsOf(history).map((year) => {
    const first = dayNumber(`${year}${until.slice(4, 8)}01`);
    const last = first + Number(until.slice(8, 10)) - 1;
    // 28 February is the last of most.
    const isInMonth = dayName(last).slice(5, 7) === until.slice(5, 7);
    return total(history, year, first, isInMonth ? last : last - 1);
  });
  return {
    years: compareYears(history, { until: dayNumber(until) }),
    months: months.filter(({ days }) => days > 0),
  };
};

function yearsOf({ firstDay, joules }: SiteDays): readonly number[] {
  if (joules.length === 0) return [];
  const first = Number(dayName(firstDay).slice(0, 4));
  const last = Number(dayName(firstDay + joules.length - 1).slice(0, 4));
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function total(site: SiteDays, year: number, from: number, to: number): PeriodTotal {
  const { firstDay, joules, gapJoules, isWhole } = site;
  let [sum, days, gaps, missingDays, missing] = [0, 0, 0, 0, 0];
  for (let day = from; day <= to; day++) {
    gaps += gapJoules[day - firstDay] ?? 0;
    if (isWhole[day - firstDay] !== 1) missingDays++;
    missing += missingShare(site, day);
    const energy = joules[day - firstDay] ?? Number.NaN;
    if (Number.isNaN(energy)) continue;
    sum += energy;
    days++;
  }
  const calendarDays = to - from + 1;
  return {
    year,
    joules: days === 0 ? Number.NaN : sum,
    days,
    calendarDays,
    gapJoules: gaps,
    missingDays,
    missingShare: missing / calendarDays,
  };
}
