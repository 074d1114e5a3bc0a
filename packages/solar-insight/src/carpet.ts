import { clockQuarters, quartersInDay } from "./clock-quarters.js";
import { dayAt } from "./day-at.js";
import { at, type Readings } from "./readings.js";
import type { LocalDay, TimeZone } from "./time-zone.js";

/** An inverter's power by date and time of day: 96 quarters of an hour a day, one day after another. */
export interface Carpet {
  /** Mean watts; NaN where readings cover less than half of a quarter. */
  readonly watts: Float32Array;
  /** Ratio to the best of the group in that quarter; NaN where it is not known, or the best makes less than `leastWatts`. */
  readonly ratio: Float32Array;
}

/** Options of {@link carpet}. */
export interface CarpetOptions {
  readonly zone: TimeZone;
  /** In order, without any left out. */
  readonly days: readonly LocalDay[];
  /** The name of the inverter. */
  readonly inverter: string;
  /** The names of the inverters that it is compared with; it may be one of them. */
  readonly group: readonly string[];
  /** Ratios of less power than this say nothing, in watts. @default 5 */
  readonly leastWatts?: number;
}

const quarterHourMs = 900_000;

/** Readings cover at least this share of a quarter that counts. */
const leastCover = 0.5;

/**
 * The power of one inverter by date and time of the site's clock, and as a ratio to the best of its group. Readings may come
 * in parts, such as the months of a year, whose lists of inverters may differ. What is produced in an hour that the clock shows twice is
 * averaged; an hour that it skips is NaN.
 */
export function carpet(parts: readonly Readings[], options: CarpetOptions): Carpet {
  const { zone, days, inverter, group, leastWatts = 5 } = options;
  const quarters = days.map((day) => clockQuarters(zone, day));
  const cells = days.length * quartersInDay;
  const lengths = cellSeconds(quarters);
  const best = new Float32Array(cells).fill(Number.NaN);
  const watts = new Float32Array(cells).fill(Number.NaN);
  const joules = new Float64Array(cells);
  const seconds = new Float64Array(cells);
  const rowsOf = parts.map(rowsByName);
  for (const name of new Set([inverter, ...group])) {
    joules.fill(0);
    seconds.fill(0);
    for (const [part, readings] of parts.entries()) {
      const rows = rowsOf[part]?.get(name);
      if (rows !== undefined) spread(readings, rows, days, quarters, joules, seconds);
    }
    const own = name === inverter ? watts : undefined;
    for (let cell = 0; cell < cells; cell++) {
      const covered = at(seconds, cell);
      if (covered === 0 || covered < leastCover * at(lengths, cell)) continue;
      const mean = at(joules, cell) / covered;
      if (own !== undefined) own[cell] = mean;
      if (!(at(best, cell) >= mean)) best[cell] = mean;
    }
  }
  const ratio = watts.map((own, cell) =>
    at(best, cell) >= leastWatts ? own / at(best, cell) : Number.NaN,
  );
  return { watts, ratio };
}

/** How long each cell lasts: twice as long where the clock shows a quarter twice. */
function cellSeconds(quarters: readonly Uint8Array[]): Float64Array {
  const seconds = new Float64Array(quarters.length * quartersInDay);
  for (const [day, ofDay] of quarters.entries()) {
    for (const quarter of ofDay) {
      const cell = day * quartersInDay + quarter;
      seconds[cell] = at(seconds, cell) + quarterHourMs / 1000;
    }
  }
  return seconds;
}

/** The rows of each inverter, in no order: sorting would take longer than all the rest. */
function rowsByName({ inverters, inverter }: Readings): ReadonlyMap<string, Uint32Array> {
  const counts = new Uint32Array(inverters.length + 1);
  for (let row = 0; row < inverter.length; row++) {
    const place = at(inverter, row) + 1;
    counts[place] = at(counts, place) + 1;
  }
  for (let place = 1; place < counts.length; place++) {
    counts[place] = at(counts, place) + at(counts, place - 1);
  }
  const ends = counts.slice();
  const rows = new Uint32Array(inverter.length);
  for (let row = 0; row < inverter.length; row++) {
    const place = at(inverter, row);
    rows[at(ends, place)] = row;
    ends[place] = at(ends, place) + 1;
  }
  return new Map(
    inverters.map((name, place) => [name, rows.subarray(at(counts, place), at(counts, place + 1))]),
  );
}

/** Adds the energy and the time of an inverter's readings to the cells that their periods touch. */
function spread(
  { end, duration, joules: energy }: Readings,
  rows: Uint32Array,
  days: readonly LocalDay[],
  quarters: readonly Uint8Array[],
  joules: Float64Array,
  seconds: Float64Array,
): void {
  let place = 0;
  for (const row of rows) {
    const ms = at(duration, row);
    const watts = (at(energy, row) * 1000) / ms;
    if (!Number.isFinite(watts)) continue;
    const to = at(end, row);
    let from = to - ms;
    const near = days[place];
    // Rows are mostly in order of time: the day is seldom another than that of the row before.
    if (near === undefined || from < near.from || from >= near.to) {
      place = dayAt(days, from) ?? dayAt(days, to - 1) ?? -1;
    }
    for (let day = days[place]; day !== undefined && from < to; day = days[place]) {
      from = Math.max(from, day.from);
      const quarter = Math.floor((from - day.from) / quarterHourMs);
      const until = Math.min(to, day.to, day.from + (quarter + 1) * quarterHourMs);
      const cell = place * quartersInDay + at(quarters[place] ?? [], quarter);
      joules[cell] = at(joules, cell) + (watts * (until - from)) / 1000;
      seconds[cell] = at(seconds, cell) + (until - from) / 1000;
      if (until === day.to && until < to) place++;
      from = until;
    }
  }
}
