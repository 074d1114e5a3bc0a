import { type DaySummaries, dayNumber } from "@envoy/solar-insight";

/** A day of an inverter as a test writes it; what is left out is that of a day without a gap. */
export interface SummaryRow {
  readonly inverter: string;
  readonly day: string | number;
  readonly joules?: number;
  readonly peakWatts?: number;
  readonly periods?: number;
  readonly gapSeconds?: number;
  readonly gapJoules?: number;
  readonly errorSeconds?: number;
}

export function summariesOf(rows: readonly SummaryRow[]): DaySummaries {
  const inverters = [...new Set(rows.map(({ inverter }) => inverter))].sort();
  return {
    inverters,
    inverter: rows.map(({ inverter }) => inverters.indexOf(inverter)),
    day: rows.map(({ day }) => (typeof day === "string" ? dayNumber(day) : day)),
    joules: rows.map(({ joules = Number.NaN }) => joules),
    counterWattHours: rows.map(({ joules = Number.NaN }) => Math.floor(joules / 3600)),
    peakWatts: rows.map(({ peakWatts = Number.NaN }) => peakWatts),
    periods: rows.map(({ periods, joules }) => periods ?? (joules === undefined ? 0 : 40)),
    gapSeconds: rows.map(({ gapSeconds = 0 }) => gapSeconds),
    gapJoules: rows.map(
      ({ gapSeconds = 0, gapJoules = gapSeconds === 0 ? 0 : Number.NaN }) => gapJoules,
    ),
    maxTemperatureCelsius: rows.map(() => Number.NaN),
    errorSeconds: rows.map(({ errorSeconds = 0 }) => errorSeconds),
  };
}

/** The same rows in another order. */
export function reordered(summaries: DaySummaries, order: readonly number[]): DaySummaries {
  const pick = (column: ArrayLike<number>): number[] =>
    order.map((row) => column[row] ?? Number.NaN);
  return {
    inverters: summaries.inverters,
    inverter: pick(summaries.inverter),
    day: pick(summaries.day),
    joules: pick(summaries.joules),
    counterWattHours: pick(summaries.counterWattHours),
    peakWatts: pick(summaries.peakWatts),
    periods: pick(summaries.periods),
    gapSeconds: pick(summaries.gapSeconds),
    gapJoules: pick(summaries.gapJoules),
    maxTemperatureCelsius: pick(summaries.maxTemperatureCelsius),
    errorSeconds: pick(summaries.errorSeconds),
  };
}
