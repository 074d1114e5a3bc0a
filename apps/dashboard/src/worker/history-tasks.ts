import {
  compareYears,
  dayName,
  dayNumber,
  firstDayOfYear,
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
}

/** Everything that was best, and each year's total. `until` is the last closed day. */
export const recordsTask: Task<
  { readonly until: string },
  { readonly records: Records; readonly years: readonly PeriodTotal[] }
> = async (context, { until }) => {
  const history = await historyUntil(context, until);
  const years = yearsOf(history).map((year) =>
    total(history, year, firstDayOfYear(year), firstDayOfYear(year + 1) - 1),
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

function total(
  { firstDay, joules }: SiteDays,
  year: number,
  from: number,
  to: number,
): PeriodTotal {
  let [sum, days] = [0, 0];
  for (let day = from; day <= to; day++) {
    const energy = joules[day - firstDay] ?? Number.NaN;
    if (Number.isNaN(energy)) continue;
    sum += energy;
    days++;
  }
  return { year, joules: days === 0 ? Number.NaN : sum, days, calendarDays: to - from + 1 };
}
