import type { LocalDays } from "./local-days.js";
import { seededRandom } from "./random.js";
import type { Weather } from "./weather.js";

/** What an inverter reported about one period. */
export interface InverterReport {
  /** The end of the period, in seconds since 1970. */
  readonly endDate: number;
  readonly durationSeconds: number;
  readonly joulesProduced: number;
  readonly temperatureCelsius: number;
  readonly acVoltageMillivolts: number;
  readonly acFrequencyMillihertz: number;
  readonly dcVoltageMillivolts: number;
  readonly dcCurrentMilliamperes: number;
  /** For how long of the period it could not produce. */
  readonly errorSeconds: number;
}

/** What the gateway knows about one inverter at one moment. */
export interface SimulatedInverter {
  readonly serialNumber: string;
  readonly index: number;
  /** False for an inverter that was removed, which has no report. */
  readonly active: boolean;
  /** Its last one. */
  readonly report: InverterReport | undefined;
  /** Watt-hours since the gateway's midnight. */
  readonly wattHoursToday: number;
  readonly wattHoursYesterday: number;
  readonly maxWatts: number;
  /** Joules of all periods since the counters started. */
  readonly lifetimeJoules: number;
}

/** What the reports depend on. */
export interface ReportingModel {
  readonly weather: Weather;
  readonly seed: number;
  readonly intervalSeconds: number;
  /** The gateway's days, at whose ends the day's energy starts at 0. */
  readonly days: LocalDays;
  /** The day at whose beginning the counters start. */
  readonly firstDay: number;
}

/** A search for the last report of an inverter that is silent goes back to this many days before its first. */
const daysBeforeFirst = 370;

/** The inverter that was removed: it stays in the gateway's lists, with nothing to say. */
export function removedInverter(index: number): SimulatedInverter {
  return {
    serialNumber: serialNumberOf(index),
    index,
    active: false,
    report: undefined,
    wattHoursToday: 0,
    wattHoursYesterday: 0,
    maxWatts: 0,
    lifetimeJoules: 0,
  };
}

/** One period of an inverter that ends within a day. */
export interface DayReport {
  /** The number of the period since 1970. */
  readonly period: number;
  readonly start: number;
  readonly end: number;
  readonly joules: number;
  /** The joules of this day's periods, this one included. */
  readonly joulesSoFar: number;
}

/**
 * The reports of one inverter. It reports about every `intervalSeconds`, at times of its own, and
 * not at night, when its last report stays; each period starts where the one before ended; the
 * lifetime counter grows by exactly the joules of each period; the day's energy starts at 0 at
 * midnight. Days are those of the gateway's time zone, by their number since 1970.
 */
export class ReportingInverter {
  readonly #model: ReportingModel;
  readonly #index: number;
  readonly #offset: number;
  /** The joules of all days before each day, from the first day on. */
  readonly #joulesBefore: number[] = [0];
  readonly #days = new Map<number, readonly DayReport[]>();
  #silence: { readonly day: number; readonly latest: DayReport | undefined } | undefined;

  constructor(index: number, model: ReportingModel) {
    this.#model = model;
    this.#index = index;
    this.#offset = Math.floor(seededRandom(model.seed, index) * model.intervalSeconds * 0.9);
  }

  /** What the gateway knows of it at a moment, in seconds since 1970. */
  at(now: number): SimulatedInverter {
    const { days, weather } = this.#model;
    const today = days.dayOf(now);
    const ended = this.reportsOf(today).filter(({ end }) => end <= now);
    const joulesToday = ended.at(-1)?.joulesSoFar ?? 0;
    const latest = ended.at(-1) ?? this.#latestBefore(today);
    return {
      serialNumber: serialNumberOf(this.#index),
      index: this.#index,
      active: true,
      report: latest && this.measured(latest),
      wattHoursToday: Math.floor(joulesToday / 3600),
      wattHoursYesterday: Math.floor(this.#joulesOfDay(today - 1) / 3600),
      maxWatts: Math.round(weather.peakWatts),
      lifetimeJoules: this.joulesBefore(today) + joulesToday,
    };
  }

  /** What it reports about a period. */
  measured({ period, start, end, joules }: DayReport): InverterReport {
    const { weather, seed } = this.#model;
    const index = this.#index;
    const watts = weather.wattsOf(index, end);
    const durationSeconds = end - start;
    const errorSeconds = weather.errorSecondsOf(index, start, end);
    const hasGrid = errorSeconds < durationSeconds;
    const warmth = weather.ambientCelsius(end) + watts / 12;
    return {
      endDate: end,
      durationSeconds,
      joulesProduced: joules,
      temperatureCelsius: Math.round(warmth + 3 * seededRandom(seed, index, period, 1)),
      acVoltageMillivolts: hasGrid
        ? 240_000 + Math.floor(8_000 * seededRandom(seed, index, period, 2))
        : 0,
      acFrequencyMillihertz: hasGrid
        ? 49_950 + Math.floor(100 * seededRandom(seed, index, period, 3))
        : 0,
      dcVoltageMillivolts: 31_000 + Math.floor(5_000 * seededRandom(seed, index, period, 4)),
      dcCurrentMilliamperes: Math.round((watts / 33) * 1000),
      errorSeconds,
    };
  }

  /** The joules of all periods from the first day to the beginning of this one. */
  joulesBefore(dayNumber: number): number {
    const { firstDay } = this.#model;
    const count = Math.max(0, dayNumber - firstDay);
    for (let known = this.#joulesBefore.length - 1; known < count; known++) {
      const joules = this.#sumOfDay(firstDay + known);
      this.#joulesBefore.push((this.#joulesBefore[known] ?? 0) + joules);
    }
    return this.#joulesBefore[count] ?? 0;
  }

  /** The reports of a day; those of the latest two days that were asked for are kept. */
  reportsOf(dayNumber: number): readonly DayReport[] {
    const known = this.#days.get(dayNumber);
    if (known !== undefined) return known;
    const reports = this.#reportsIn(dayNumber);
    const [oldest] = this.#days.keys();
    if (this.#days.size === 2 && oldest !== undefined) this.#days.delete(oldest);
    this.#days.set(dayNumber, reports);
    return reports;
  }

  #joulesOfDay(dayNumber: number): number {
    return dayNumber < this.#model.firstDay
      ? this.#sumOfDay(dayNumber)
      : this.joulesBefore(dayNumber + 1) - this.joulesBefore(dayNumber);
  }

  #sumOfDay(dayNumber: number): number {
    const reports = this.#days.get(dayNumber) ?? this.#reportsIn(dayNumber);
    return reports.at(-1)?.joulesSoFar ?? 0;
  }

  /** The last report before a day: of the evening before, or of long ago if the inverter is dead. */
  #latestBefore(dayNumber: number): DayReport | undefined {
    const yesterday = this.reportsOf(dayNumber - 1).at(-1);
    if (yesterday !== undefined) return yesterday;
    if (this.#silence?.day === dayNumber) return this.#silence.latest;
    const earliest = Math.min(dayNumber, this.#model.firstDay) - daysBeforeFirst;
    let latest: DayReport | undefined;
    for (let day = dayNumber - 2; day >= earliest && latest === undefined; day--) {
      latest = this.#reportsIn(day).at(-1);
    }
    this.#silence = { day: dayNumber, latest };
    return latest;
  }

  #reportsIn(dayNumber: number): readonly DayReport[] {
    const { intervalSeconds, weather, days } = this.#model;
    const midnight = days.startOf(dayNumber);
    const nextMidnight = days.startOf(dayNumber + 1);
    const reports: DayReport[] = [];
    let joulesSoFar = 0;
    const first = Math.floor(midnight / intervalSeconds) - 1;
    const last = Math.floor(nextMidnight / intervalSeconds);
    let start = this.#endOf(first - 1);
    for (let period = first; period <= last; period++) {
      const end = this.#endOf(period);
      if (end >= midnight && end < nextMidnight && weather.reportsAt(this.#index, end)) {
        const joules = weather.joulesOf(this.#index, start, end);
        joulesSoFar += joules;
        reports.push({ period, start, end, joules, joulesSoFar });
      }
      start = end;
    }
    return reports;
  }

  /** The end of the k-th period since 1970, in seconds. */
  #endOf(k: number): number {
    const { seed, intervalSeconds } = this.#model;
    const jitter = seededRandom(seed, this.#index, k) * Math.min(10, intervalSeconds * 0.1);
    return k * intervalSeconds + this.#offset + Math.floor(jitter);
  }
}

/** The serial number of an inverter, by its index. */
export function serialNumberOf(index: number): string {
  return String(482_202_080_000 + index * 17);
}
