import type { Gap } from "./gaps.js";
import { type Interruption, interruptions, type PeriodEnd } from "./interruptions.js";
import type { Readings } from "./readings.js";
import type { TimeZone } from "./time-zone.js";

/** How much energy a gap held. It may be several gaps of an inverter, nights between them included, of which only the sum is known. */
export interface GapEnergy extends Gap {
  /** NaN if it cannot be known. */
  readonly joules: number;
  /** How much more or less it may be, in joules: 0 for what the lifetime counter alone tells; NaN if the energy is not known. */
  readonly uncertaintyJoules: number;
  /** The counter that tells; undefined if none does. */
  readonly source: "lifetime" | "day" | undefined;
}

/** Options of {@link gapEnergies}. */
export interface GapEnergyOptions {
  /** The gateway's time zone: at its midnight the counters of the day begin. */
  readonly zone: TimeZone;
  /**
   * An inverter's lifetime counter as it was reported with the period that ended at a time
   * (milliseconds since 1970), in joules; NaN if it is not known. Only those of
   * {@link interruptions} are asked for. @default none is known
   */
  readonly lifetimeJoules?: (inverter: string, end: number) => number;
  /** A lifetime counter that grew faster was replaced or set anew. @default 1000 */
  readonly mostWatts?: number;
}

/** The counter of the day is in whole watt-hours. */
const countedJoules = 3600;

/** At which a lifetime counter of 32 bits begins at 0 again. Newer firmwares count further. */
const wrap = 2 ** 32;

/**
 * The energy that gaps held, by inverter and time: what the inverter's own counters grew by
 * between the readings around them. The lifetime counter tells it exactly; the counter of the
 * day to a watt-hour, and only since midnight. Give it all gaps between two readings: those of each
 * day from the last reading before to the first one after.
 */
export function gapEnergies(
  readings: Readings,
  gaps: readonly Gap[],
  options: GapEnergyOptions,
): readonly GapEnergy[] {
  return interruptions(readings, gaps).flatMap((interruption) => share(interruption, options));
}

/** Shares what is known of an interruption among its gaps. */
function share(interruption: Interruption, options: GapEnergyOptions): readonly GapEnergy[] {
  const { gaps, before, after } = interruption;
  const { zone } = options;
  if (after === undefined) return gaps.map(unknown);
  const lastDay = zone.dayOf(after.end);
  const isOneDay = before !== undefined && zone.dayOf(before.end) === lastDay;
  const total = lifetimeGrowth(interruption, options);
  const counted = dayGrowth(isOneDay ? before.wattHoursToday : 0, after);
  // What was counted on one day cannot be more than what was added in all.
  const isBelievable = !(counted > total + countedJoules);
  const sinceMidnight = isBelievable ? counted : Number.NaN;
  if (isOneDay) return Number.isNaN(total) ? told(gaps, sinceMidnight) : exact(gaps, total);
  const earlier = gaps.filter(({ from }) => zone.dayOf(from) !== lastDay);
  const last = gaps.filter(({ from }) => zone.dayOf(from) === lastDay);
  if (Number.isNaN(sinceMidnight)) return exact(gaps, total);
  const untilMidnight = total - sinceMidnight;
  if (earlier.length === 0 && untilMidnight <= countedJoules) return exact(last, total);
  if (last.length === 0 && sinceMidnight <= countedJoules) return exact(earlier, total);
  return [...sum(earlier, untilMidnight, countedJoules, "lifetime"), ...told(last, sinceMidnight)];
}

/** Joules that the lifetime counter grew by, without the period that ended the interruption; NaN if that is not known. */
function lifetimeGrowth(
  { inverter, before, after }: Interruption,
  { lifetimeJoules = () => Number.NaN, mostWatts = 1000 }: GapEnergyOptions,
): number {
  if (before === undefined || after === undefined) return Number.NaN;
  const first = lifetimeJoules(inverter, before.end);
  const last = lifetimeJoules(inverter, after.end);
  const growth = last - first + (last < first ? wrap : 0);
  const most = (mostWatts * (after.end - before.end)) / 1000;
  const joules = growth - after.joules;
  return joules >= 0 && growth <= most ? joules : Number.NaN;
}

/** The same for the counter of the day, from what it was before; NaN if it went down, which is a new day or a reset. */
function dayGrowth(wattHoursBefore: number, after: PeriodEnd): number {
  // After midnight the gateway shows the evening's reading with a counter of 0.
  if (after.wattHoursToday === 0) return Number.NaN;
  const growth = (after.wattHoursToday - wattHoursBefore) * countedJoules;
  const joules = growth - after.joules;
  return growth >= 0 && joules >= -countedJoules ? Math.max(0, joules) : Number.NaN;
}

const told = (gaps: readonly Gap[], joules: number): readonly GapEnergy[] =>
  sum(gaps, joules, countedJoules, "day");

const exact = (gaps: readonly Gap[], joules: number): readonly GapEnergy[] =>
  sum(gaps, joules, 0, "lifetime");

/** The gaps as one, since only their sum is known; each by itself if it is not. */
function sum(
  gaps: readonly Gap[],
  joules: number,
  uncertaintyJoules: number,
  source: "lifetime" | "day",
): readonly GapEnergy[] {
  const [first] = gaps;
  const to = gaps.at(-1)?.to;
  if (first === undefined || to === undefined) return [];
  if (Number.isNaN(joules)) return gaps.map(unknown);
  return [{ ...first, to, joules: Math.max(0, joules), uncertaintyJoules, source }];
}

function unknown(gap: Gap): GapEnergy {
  return { ...gap, joules: Number.NaN, uncertaintyJoules: Number.NaN, source: undefined };
}
