import { dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { median } from "./median.js";
import { at } from "./readings.js";

/** Why a share of daylight is missing. */
export type MissingReason =
  /** All inverters miss it: the recorder, or the gateway, was away. */
  | "everyone"
  /** Others have readings of that time. */
  | "alone"
  /** Some of it is missing for all, and some for this inverter alone. */
  | "both";

/** How much of each day's daylight readings tell of. */
export interface Coverage {
  /** The day of the first place, in days since 1970-01-01; the others follow it. */
  readonly firstDay: number;
  readonly days: number;
  /** For each inverter, the share of each day from 0 to 1; NaN where none is expected: before its first reading, and after its last row. */
  readonly share: readonly Float32Array[];
  /** Why something is missing of an inverter's day (in days since 1970-01-01); undefined if nothing is. */
  reason(inverter: number, day: number): MissingReason | undefined;
}

/** Gaps of so much more or less are the same, in seconds. */
const sameGapSeconds = 900;

/** How many days before and after tell how many periods a day has. */
const nearDays = 7;

/** Where no day near tells. */
const usualPeriodSeconds = 900;

/** How much of daylight is covered by readings, by inverter and day; and why, where it is not all. */
export function coverage(summaries: DaySummaries): Coverage {
  const grid = dayGrid(summaries);
  const { firstDay, days } = grid;
  const { inverters, periods, gapSeconds } = summaries;
  const whole = periodsOfWholeDays(summaries, firstDay, days);
  const commonGap = new Float64Array(days).fill(Number.POSITIVE_INFINITY);
  const share = inverters.map((_, inverter) => {
    const shares = new Float32Array(days).fill(Number.NaN);
    let isExpected = false;
    for (let day = firstDay; day <= grid.lastRowDay(inverter); day++) {
      const place = day - firstDay;
      const row = grid.row(inverter, day);
      const known = row < 0 ? 0 : at(periods, row);
      isExpected ||= known > 0;
      if (!isExpected) continue;
      const gap = row < 0 ? Number.POSITIVE_INFINITY : at(gapSeconds, row);
      commonGap[place] = Math.min(at(commonGap, place), gap);
      shares[place] = shareOf(known, gap, at(whole, place));
    }
    return shares;
  });
  const reason = (inverter: number, day: number): MissingReason | undefined => {
    const ofDay = share[inverter]?.[day - firstDay] ?? Number.NaN;
    if (!(ofDay < 1)) return undefined;
    const row = grid.row(inverter, day);
    const common = at(commonGap, day - firstDay);
    // Nobody has a row: the difference of what is not known is none.
    const own = row < 0 ? Number.POSITIVE_INFINITY : at(gapSeconds, row);
    if (own === common || own - common < sameGapSeconds) return "everyone";
    return common < sameGapSeconds ? "alone" : "both";
  };
  return { firstDay, days, share, reason };
}

function shareOf(periods: number, gapSeconds: number, wholePeriods: number): number {
  if (periods === 0) return 0;
  if (gapSeconds === 0) return 1;
  if (Number.isNaN(wholePeriods)) {
    return (periods * usualPeriodSeconds) / (periods * usualPeriodSeconds + gapSeconds);
  }
  // A part is missing, however many periods there are.
  return Math.min(0.99, periods / wholePeriods);
}

/** How many periods a day has of which nothing is missing, by the days near it. */
function periodsOfWholeDays(
  { day, periods, gapSeconds }: DaySummaries,
  firstDay: number,
  days: number,
): Float64Array {
  const known: number[][] = Array.from({ length: days }, () => []);
  for (let row = 0; row < day.length; row++) {
    if (at(gapSeconds, row) === 0 && at(periods, row) > 0) {
      known[at(day, row) - firstDay]?.push(at(periods, row));
    }
  }
  const ofDay = known.map((counts) => median(counts));
  return Float64Array.from(ofDay, (own, place) =>
    Number.isNaN(own)
      ? median(ofDay.slice(Math.max(0, place - nearDays), place + nearDays + 1))
      : own,
  );
}
