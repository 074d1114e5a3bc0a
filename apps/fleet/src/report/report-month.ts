import type { LocalDay } from "@envoy/solar-insight";
import { daysOfMonth } from "@envoy/solar-insight";

const dayMs = 86_400_000;

/** From when to when a table has readings, in milliseconds since 1970. */
export interface TableSpan {
  readonly first: number;
  readonly last: number;
}

/** The latest month (UTC) that is over, and to whose last day the table reaches; undefined if there is none. */
export function latestWholeMonth({ first, last }: TableSpan, now: number): string | undefined {
  const month = monthOf(last);
  const isWhole = endOf(month) <= now && last >= endOf(month) - dayMs;
  const whole = isWhole ? month : monthOf(Date.parse(`${month}-01T00:00Z`) - 1);
  return whole >= monthOf(first) ? whole : undefined;
}

/** The month (UTC) of a time, such as "2026-11". */
export function monthOf(time: number): string {
  return new Date(time).toISOString().slice(0, 7);
}

function endOf(month: string): number {
  return Date.parse(`${daysOfMonth(month).at(-1)}T00:00Z`) + dayMs;
}

/** The first instant of a month (UTC), so many months earlier. */
export function monthsBefore(month: string, months: number): number {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return Date.UTC(year, number - 1 - months);
}

/**
 * On how many days of a month readings are expected, from its first on: on those that are over, up to the one of the table's last
 * reading. `zones` has the month's dates in each zone, by its name.
 */
export function expectedDays(
  zones: ReadonlyMap<string, readonly LocalDay[]>,
  { last }: TableSpan,
  now: number,
): number {
  const counts = [...zones.values()].map(
    (dates) => dates.filter(({ from, to }) => to <= now && from <= last).length,
  );
  return Math.min(...counts);
}
