import { at, type Readings } from "./readings.js";
import type { TimeSpan } from "./time-span.js";

/** Mean power over time, in equal intervals. */
export interface DayCurve {
  /** When each interval begins, in milliseconds since 1970. */
  readonly starts: Float64Array;
  /** Watts of all inverters that report in an interval together; NaN where none does. */
  readonly total: Float64Array;
  /** How many inverters report in each interval: `total` leaves the others out. */
  readonly reporting: Uint16Array;
  /** Watts for each inverter, in the order of `inverters`; NaN where it does not report. */
  readonly byInverter: readonly Float64Array[];
}

/** A reading counts where it covers at least this share of an interval. */
const leastCover = 0.5;

/**
 * The mean power in each interval of a time span. A reading's power is its energy over its
 * duration, all through its period; where several readings are in one interval, it is their mean
 * by time. An interval of which readings cover less than half is missing, which is never zero.
 */
export function dayCurve(readings: Readings, span: TimeSpan, intervalMs: number): DayCurve {
  const intervals = Math.ceil((span.to - span.from) / intervalMs);
  const starts = Float64Array.from({ length: intervals }, (_, i) => span.from + i * intervalMs);
  const joules = readings.inverters.map(() => new Float64Array(intervals));
  const covered = readings.inverters.map(() => new Float64Array(intervals));
  for (let row = 0; row < readings.end.length; row++) {
    const inverter = at(readings.inverter, row);
    const duration = at(readings.duration, row);
    const watts = at(readings.joules, row) / (duration / 1000);
    if (!Number.isFinite(watts)) continue;
    const end = Math.min(at(readings.end, row), span.to);
    const begin = Math.max(at(readings.end, row) - duration, span.from);
    for (let i = Math.floor((begin - span.from) / intervalMs); i < intervals; i++) {
      const start = at(starts, i);
      if (start >= end) break;
      const ms = Math.min(end, start + intervalMs) - Math.max(begin, start);
      add(joules[inverter], i, (watts * ms) / 1000);
      add(covered[inverter], i, ms);
    }
  }
  const byInverter = joules.map((sums, inverter) =>
    sums.map((sum, i) => {
      const ms = at(covered[inverter] ?? [], i);
      return ms >= leastCover * intervalMs ? sum / (ms / 1000) : Number.NaN;
    }),
  );
  return { starts, byInverter, ...sumOf(byInverter, intervals) };
}

function sumOf(
  byInverter: readonly Float64Array[],
  intervals: number,
): Pick<DayCurve, "total" | "reporting"> {
  const total = new Float64Array(intervals).fill(Number.NaN);
  const reporting = new Uint16Array(intervals);
  for (const watts of byInverter) {
    for (let i = 0; i < intervals; i++) {
      const value = at(watts, i);
      if (Number.isNaN(value)) continue;
      total[i] = (reporting[i] === 0 ? 0 : at(total, i)) + value;
      reporting[i] = at(reporting, i) + 1;
    }
  }
  return { total, reporting };
}

function add(sums: Float64Array | undefined, place: number, value: number): void {
  if (sums !== undefined) sums[place] = at(sums, place) + value;
}
