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
}

/** What the gateway knows about one inverter at one moment. */
export interface SimulatedInverter {
  readonly serialNumber: string;
  readonly index: number;
  /** False for an inverter that was removed, which has no report. */
  readonly active: boolean;
  /** Its last one. */
  readonly report: InverterReport | undefined;
  /** Watt-hours since midnight (UTC). */
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
  /** The midnight (UTC) at which the counters start, in seconds since 1970. */
  readonly firstMidnight: number;
}

const day = 86_400;

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

interface DayReport {
  /** The number of its period since 1970. */
  readonly period: number;
  readonly end: number;
  /** The joules of this day's periods, this one included. */
  readonly joulesSoFar: number;
}

/**
 * The reports of one inverter. It reports about every `intervalSeconds`, at times of its own, and
 * not at night, when its last report stays; each period starts where the one before ended; the
 * lifetime counter grows by exactly the joules of each period; the day's energy starts at 0 at
 * midnight.
 */
export class ReportingInverter {
  readonly #model: ReportingModel;
  readonly #index: number;
  readonly #offset: number;
  /** The joules of all days before each day, from the first midnight on. */
  readonly #joulesBefore: number[] = [0];
  readonly #days = new Map<number, readonly DayReport[]>();

  constructor(index: number, model: ReportingModel) {
    this.#model = model;
    this.#index = index;
    this.#offset = Math.floor(seededRandom(model.seed, index) * model.intervalSeconds * 0.9);
  }

  /** What the gateway knows of it at a moment, in seconds since 1970. */
  at(now: number): SimulatedInverter {
    const { weather, seed } = this.#model;
    const midnight = Math.floor(now / day) * day;
    const ended = this.#reportsOf(midnight).filter(({ end }) => end <= now);
    const today = ended.at(-1)?.joulesSoFar ?? 0;
    const latest = ended.at(-1)?.period ?? this.#reportsOf(midnight - day).at(-1)?.period ?? 0;
    const random = (salt: number): number => seededRandom(seed, this.#index, latest, salt);
    const endDate = this.#endOf(latest);
    const power = this.#wattsAt(endDate);
    return {
      serialNumber: serialNumberOf(this.#index),
      index: this.#index,
      active: true,
      report: {
        endDate,
        durationSeconds: endDate - this.#endOf(latest - 1),
        joulesProduced: this.#joulesOf(latest),
        temperatureCelsius: Math.round(4 + power / 12 + 3 * random(1)),
        acVoltageMillivolts: 240_000 + Math.floor(8_000 * random(2)),
        acFrequencyMillihertz: 49_950 + Math.floor(100 * random(3)),
        dcVoltageMillivolts: 31_000 + Math.floor(5_000 * random(4)),
        dcCurrentMilliamperes: Math.round((power / 33) * 1000),
      },
      wattHoursToday: Math.floor(today / 3600),
      wattHoursYesterday: Math.floor(this.#joulesOfDay(midnight - day) / 3600),
      maxWatts: Math.round(weather.peakWatts),
      lifetimeJoules: this.joulesBefore(midnight) + today,
    };
  }

  /** The joules of all periods from the first midnight to this one. */
  joulesBefore(midnight: number): number {
    const { firstMidnight } = this.#model;
    const days = Math.max(0, (midnight - firstMidnight) / day);
    for (let known = this.#joulesBefore.length - 1; known < days; known++) {
      const joules = this.#sumOfDay(firstMidnight + known * day);
      this.#joulesBefore.push((this.#joulesBefore[known] ?? 0) + joules);
    }
    return this.#joulesBefore[days] ?? 0;
  }

  #joulesOfDay(midnight: number): number {
    return midnight < this.#model.firstMidnight
      ? this.#sumOfDay(midnight)
      : this.joulesBefore(midnight + day) - this.joulesBefore(midnight);
  }

  #sumOfDay(midnight: number): number {
    return this.#reportsIn(midnight).at(-1)?.joulesSoFar ?? 0;
  }

  /** The reports of a day; those of the latest two days that were asked for are kept. */
  #reportsOf(midnight: number): readonly DayReport[] {
    const known = this.#days.get(midnight);
    if (known !== undefined) return known;
    const reports = this.#reportsIn(midnight);
    const [oldest] = this.#days.keys();
    if (this.#days.size === 2 && oldest !== undefined) this.#days.delete(oldest);
    this.#days.set(midnight, reports);
    return reports;
  }

  /** The reports in the daylight of the day that begins at `midnight`. */
  #reportsIn(midnight: number): readonly DayReport[] {
    const { intervalSeconds, weather } = this.#model;
    const reports: DayReport[] = [];
    let joulesSoFar = 0;
    const first = Math.floor((midnight + weather.sunrise) / intervalSeconds) - 1;
    const last = Math.floor((midnight + weather.sunset) / intervalSeconds) + 1;
    for (let period = first; period <= last; period++) {
      const end = this.#endOf(period);
      if (end <= midnight + weather.sunrise || end > midnight + weather.sunset) continue;
      joulesSoFar += this.#joulesOf(period);
      reports.push({ period, end, joulesSoFar });
    }
    return reports;
  }

  /** The end of the k-th period since 1970, in seconds. */
  #endOf(k: number): number {
    const { seed, intervalSeconds } = this.#model;
    const jitter = seededRandom(seed, this.#index, k) * Math.min(10, intervalSeconds * 0.1);
    return k * intervalSeconds + this.#offset + Math.floor(jitter);
  }

  #joulesOf(k: number): number {
    const end = this.#endOf(k);
    const start = this.#endOf(k - 1);
    return Math.round(this.#wattsAt((start + end) / 2) * (end - start));
  }

  #wattsAt(unixSeconds: number): number {
    const { weather } = this.#model;
    return weather.panelWatts(unixSeconds) * weather.efficiencyOf(this.#index);
  }
}

function serialNumberOf(index: number): string {
  return String(482_202_080_000 + index * 17);
}
