import type { Partition } from "@envoy/parquet-archive";
import {
  addDays,
  daysOfMonth,
  type LocalDay,
  type TimeSpan,
  type TimeZone,
} from "@envoy/solar-insight";

/** A month, counted from year 0. */
export type MonthIndex = number;

export function monthIndex({ year, month }: Pick<Partition, "year" | "month">): MonthIndex {
  return year * 12 + month - 1;
}

/** The index of the month of a date, or of "2026-05". */
export function monthOfDay(day: string): MonthIndex {
  return monthIndex({ year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) });
}

/** The month of the archive (UTC) with this index. */
export function partitionOf(index: MonthIndex): Partition {
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

/** Such as "2026-05". */
export function monthName(index: MonthIndex): string {
  const { year, month } = partitionOf(index);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}

/** The days of a local month that are over, and the weeks around them, whose readings tell how long the days are. */
export interface ClosedDays {
  readonly days: readonly LocalDay[];
  readonly around: TimeSpan;
}

const weekDays = 7;

/** The days of a local month up to the last one that is over; none if it begins later. */
export function closedDays(zone: TimeZone, index: MonthIndex, lastClosed: string): ClosedDays {
  const dates = daysOfMonth(monthName(index));
  const [first = "", last = ""] = [dates[0], dates.at(-1)];
  const weekLater = addDays(last, weekDays);
  const earlier = (a: string, b: string): string => (a < b ? a : b);
  return {
    days: zone.days(first, earlier(last, lastClosed)),
    around: {
      from: zone.day(addDays(first, -weekDays)).from,
      to: zone.day(earlier(weekLater, lastClosed)).to,
    },
  };
}
