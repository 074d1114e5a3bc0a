import { dayAt } from "./day-at.js";
import { at, type Readings } from "./readings.js";
import type { LocalDay } from "./time-zone.js";

/** The energy of some local days. */
export interface DailyEnergy {
  /** Joules of each day, all inverters together; NaN where no reading tells. */
  readonly total: Float64Array;
  /** Joules of each day for each inverter, in the order of `inverters`; NaN where no reading tells. */
  readonly byInverter: readonly Float64Array[];
}

/**
 * Adds up the readings of each of some local days, which must be in order. A reading counts for
 * the day in which its period ends, as it does in `GROUP BY` the date of `period_end_time`, so
 * that anybody can check the sums; sharing a period between two days would have to guess how.
 */
export function dailyEnergy(readings: Readings, days: readonly LocalDay[]): DailyEnergy {
  const empty = (): Float64Array => new Float64Array(days.length).fill(Number.NaN);
  const total = empty();
  const byInverter = readings.inverters.map(empty);
  for (let row = 0; row < readings.end.length; row++) {
    const joules = at(readings.joules, row);
    const day = dayAt(days, at(readings.end, row));
    const ofInverter = byInverter[at(readings.inverter, row)];
    if (Number.isNaN(joules) || day === undefined || ofInverter === undefined) continue;
    addTo(total, day, joules);
    addTo(ofInverter, day, joules);
  }
  return { total, byInverter };
}

/** Adds to a sum that is NaN until something is known. */
function addTo(sums: Float64Array, place: number, joules: number): void {
  const sum = at(sums, place);
  sums[place] = Number.isNaN(sum) ? joules : sum + joules;
}
