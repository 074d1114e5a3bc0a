import { daylight } from "./daylight.js";
import { at, type Readings, rowAfter, rowsByInverter } from "./readings.js";
import type { TimeSpan } from "./time-span.js";

/** A time in which an inverter should have reported, and of which no reading tells. */
export interface Gap extends TimeSpan {
  readonly inverter: string;
}

/** Options of {@link findGaps}. */
export interface GapOptions {
  /** What is later is not missing yet, in milliseconds since 1970. @default the day's end */
  readonly until?: number;
  /** What may be missing between two readings, in milliseconds: gateways report at least every 5 minutes. @default 150_000 */
  readonly betweenMs?: number;
  /** What may be missing in the morning and in the evening, when panels wake and sleep at times of their own. @default 3_600_000 */
  readonly atEdgesMs?: number;
}

/**
 * The gaps of each inverter in a local day, by inverter and time. The night is not a gap: a day
 * is as long as {@link daylight} says, for which the readings should be those of a week before and
 * after as well. An inverter without any reading before the day's end is not expected.
 */
export function findGaps(
  readings: Readings,
  day: TimeSpan,
  options: GapOptions = {},
): readonly Gap[] {
  const { until = day.to, betweenMs = 150_000, atEdgesMs = 3_600_000 } = options;
  const light = daylight(readings, day);
  if (light === undefined) return [];
  const { from } = light;
  const to = Math.min(light.to, until);
  return rowsByInverter(readings).flatMap((rows, place) => {
    const inverter = readings.inverters[place] ?? "";
    const isExpected = rows[0] !== undefined && at(readings.end, rows[0]) < day.to;
    if (!isExpected) return [];
    const gaps: Gap[] = [];
    const note = (start: number, end: number, tolerated: number): void => {
      if (end - start > tolerated) gaps.push({ inverter, from: start, to: end });
    };
    let known = from;
    for (const period of periodsIn(readings, rows, { from, to })) {
      note(known, Math.min(period.from, to), known === from ? atEdgesMs : betweenMs);
      known = Math.max(known, period.to);
    }
    note(known, to, atEdgesMs);
    return gaps;
  });
}

/** The times of which an inverter's readings tell, that touch a span. A period of unknown length began where the one before ended. */
function periodsIn(
  readings: Readings,
  rows: readonly number[],
  span: TimeSpan,
): readonly TimeSpan[] {
  const { end, duration } = readings;
  const first = rowAfter(readings, rows, span.from);
  const previous = rows[first - 1];
  let before = previous === undefined ? Number.NEGATIVE_INFINITY : at(end, previous);
  const periods: TimeSpan[] = [];
  for (const row of rows.slice(first)) {
    const to = at(end, row);
    const known = at(duration, row);
    const from = Number.isNaN(known) ? Math.max(before, to - longestPeriodMs) : to - known;
    before = to;
    if (from < span.to) periods.push({ from, to });
  }
  return periods;
}

/** Gateways report at least once an hour. */
const longestPeriodMs = 3_600_000;

/** The times in which all of these inverters have gaps: when the recorder or the gateway was away. */
export function commonGaps(
  gaps: readonly Gap[],
  inverters: readonly string[],
): readonly TimeSpan[] {
  const [first, ...others] = inverters;
  const gapsOf = (inverter: string): readonly TimeSpan[] =>
    gaps.filter((gap) => gap.inverter === inverter).map(({ from, to }) => ({ from, to }));
  if (first === undefined) return [];
  return others.reduce((common, inverter) => intersect(common, gapsOf(inverter)), gapsOf(first));
}

function intersect(a: readonly TimeSpan[], b: readonly TimeSpan[]): readonly TimeSpan[] {
  return a.flatMap((one) =>
    b
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from < to),
  );
}
