import { dayNumber } from "./calendar.js";
import { dayAt } from "./day-at.js";
import type { CalculatedDaySummaries } from "./day-summaries.js";
import type { GapEnergy } from "./gap-energy.js";
import type { Gap } from "./gaps.js";
import { at, type Readings } from "./readings.js";
import type { LocalDay } from "./time-zone.js";

/** Readings with what else a day's summary tells. */
export interface DetailedReadings extends Readings {
  /** In degrees Celsius; NaN if it is not known. */
  readonly temperatureCelsius?: ArrayLike<number>;
  /** How long the inverter could not convert power in the period, in seconds; NaN if it is not known. */
  readonly errorSeconds?: ArrayLike<number>;
}

/** Options of {@link summariseDays}. */
export interface SummaryOptions {
  /** The gaps of these days, as `findGaps` finds them in each. @default none */
  readonly gaps?: readonly Gap[];
  /** What `gapEnergies` knows of them. @default nothing, so that the energy of every gap is NaN */
  readonly energies?: readonly GapEnergy[];
}

/**
 * Sums up each of some local days, which must be in order: a row for each inverter that has
 * readings or a gap in it, by date and name. As in `dailyEnergy`, a reading counts for the day in which
 * its period ends. The energy of a gap of which only a sum with other days is known is NaN.
 */
export function summariseDays(
  readings: DetailedReadings,
  days: readonly LocalDay[],
  options: SummaryOptions = {},
): CalculatedDaySummaries {
  const { inverters } = readings;
  const cells = inverters.length * days.length;
  const sums = sumsOf(readings, days);
  const { gapSeconds, gapJoules } = gapsOf(inverters, days, options);
  const byName = inverters
    .map((name, inverter) => ({ name, inverter }))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  const order = new Uint32Array(cells);
  let rows = 0;
  for (let day = 0; day < days.length; day++) {
    for (const { inverter } of byName) {
      const cell = inverter * days.length + day;
      if (at(sums.periods, cell) > 0 || at(gapSeconds, cell) > 0) order[rows++] = cell;
    }
  }
  const shown = order.subarray(0, rows);
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(shown, (c) => at(column, c));
  const numbers = days.map(({ day }) => dayNumber(day));
  return {
    inverters,
    inverter: Uint16Array.from(shown, (cell) => Math.floor(cell / days.length)),
    day: Int32Array.from(shown, (cell) => at(numbers, cell % days.length)),
    joules: pick(sums.joules),
    counterWattHours: pick(sums.counterWattHours),
    peakWatts: pick(sums.peakWatts),
    periods: Uint32Array.from(shown, (cell) => at(sums.periods, cell)),
    gapSeconds: pick(gapSeconds),
    gapJoules: pick(gapJoules),
    maxTemperatureCelsius: pick(sums.maxTemperatureCelsius),
    errorSeconds: pick(sums.errorSeconds),
  };
}

/** The columns that readings tell, by inverter and then by day. */
function sumsOf(readings: DetailedReadings, days: readonly LocalDay[]) {
  const cells = readings.inverters.length * days.length;
  const unknown = (): Float64Array => new Float64Array(cells).fill(Number.NaN);
  const joules = unknown();
  const counterWattHours = unknown();
  const peakWatts = unknown();
  const maxTemperatureCelsius = unknown();
  const errorSeconds = unknown();
  const periods = new Uint32Array(cells);
  const { wattHoursToday = [], temperatureCelsius = [], errorSeconds: errors = [] } = readings;
  for (let row = 0; row < readings.end.length; row++) {
    const inverter = at(readings.inverter, row);
    const day = dayAt(days, at(readings.end, row));
    if (day === undefined || !(inverter < readings.inverters.length)) continue;
    const cell = inverter * days.length + day;
    const energy = at(readings.joules, row);
    periods[cell] = at(periods, cell) + 1;
    add(joules, cell, energy);
    add(errorSeconds, cell, at(errors, row));
    raise(counterWattHours, cell, at(wattHoursToday, row));
    raise(peakWatts, cell, Math.round((energy * 1000) / at(readings.duration, row)));
    raise(maxTemperatureCelsius, cell, at(temperatureCelsius, row));
  }
  return { joules, counterWattHours, peakWatts, periods, maxTemperatureCelsius, errorSeconds };
}

/** Adds what is known to a sum that is NaN until something is. */
function add(sums: Float64Array, cell: number, value: number): void {
  if (Number.isNaN(value)) return;
  const sum = at(sums, cell);
  sums[cell] = Number.isNaN(sum) ? value : sum + value;
}

/** Raises a maximum that is NaN until something is known. */
function raise(greatest: Float64Array, cell: number, value: number): void {
  if (Number.isFinite(value) && !(at(greatest, cell) >= value)) greatest[cell] = value;
}

/** The seconds and the energy of gaps, by inverter and then by day. */
function gapsOf(
  inverters: readonly string[],
  days: readonly LocalDay[],
  { gaps = [], energies = [] }: SummaryOptions,
) {
  const places = new Map(inverters.map((name, place) => [name, place]));
  const cellOf = ({ inverter, from }: Gap): number | undefined => {
    const place = places.get(inverter);
    const day = dayAt(days, from);
    return place === undefined || day === undefined ? undefined : place * days.length + day;
  };
  const gapSeconds = new Float64Array(inverters.length * days.length);
  const gapJoules = new Float64Array(gapSeconds.length);
  /** Milliseconds of gaps whose energy is known. */
  const known = new Float64Array(gapSeconds.length);
  for (const energy of energies) {
    const cell = cellOf(energy);
    if (cell === undefined || Number.isNaN(energy.joules)) continue;
    if (energy.to > (days[cell % days.length]?.to ?? 0)) continue;
    gapJoules[cell] = at(gapJoules, cell) + energy.joules;
    known[cell] = at(known, cell) + energy.to - energy.from;
  }
  for (const gap of gaps) {
    const cell = cellOf(gap);
    if (cell !== undefined) gapSeconds[cell] = at(gapSeconds, cell) + gap.to - gap.from;
  }
  for (let cell = 0; cell < gapSeconds.length; cell++) {
    const ms = at(gapSeconds, cell);
    if (at(known, cell) < ms) gapJoules[cell] = Number.NaN;
    gapSeconds[cell] = Math.round(ms / 1000);
  }
  return { gapSeconds, gapJoules };
}
