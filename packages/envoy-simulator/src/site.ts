import { seededRandom } from "./random.js";

/** Options of {@link createSite}. */
export interface SiteOptions {
  /** Number of inverters. @default 10 */
  readonly inverters?: number;
  /** The index of an inverter that was removed and never reports; -1 for none. @default the last one */
  readonly inactiveInverter?: number;
  /** Another seed gives other weather. @default 1 */
  readonly seed?: number;
  /** The midnight (UTC) at which the lifetime counters start, in seconds since 1970. @default 2026-01-01 */
  readonly since?: number;
  /** Time between two reports of one inverter; real gateways use 300, 900 or 3600. @default 900 */
  readonly intervalSeconds?: number;
}

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

/** A model of a site. */
export interface SimulatedSite {
  /** The inverters as the gateway shows them at a moment (in seconds since 1970): always the same for the same moment. */
  invertersAt(unixSeconds: number): readonly SimulatedInverter[];
}

const day = 86_400;
const sunrise = 6 * 3600;
const sunset = 18 * 3600;
const peakWatts = 290;

/**
 * Models a site where the sun shines from 06:00 to 18:00 UTC every day, between clouds that
 * all inverters share. As on real gateways, each inverter reports about every
 * `intervalSeconds`, at times of its own, and not at night, when its last report stays; each
 * period starts where the one before ended; the lifetime counter grows by exactly the joules
 * of each period; and the day's energy goes back to 0 at midnight.
 */
export function createSite(options: SiteOptions = {}): SimulatedSite {
  const { inverters = 10, seed = 1, intervalSeconds = 900 } = options;
  const { inactiveInverter = inverters - 1, since = Date.UTC(2026, 0, 1) / 1000 } = options;
  const dayJoules = new Map<string, number>();

  /** The end of the k-th period since 1970, in seconds. */
  const endOf = (inverter: number, k: number): number =>
    k * intervalSeconds +
    Math.floor(seededRandom(seed, inverter) * intervalSeconds * 0.9) +
    Math.floor(seededRandom(seed, inverter, k) * Math.min(10, intervalSeconds * 0.1));

  const watts = (inverter: number, time: number): number => {
    const second = ((time % day) + day) % day;
    if (second <= sunrise || second >= sunset) return 0;
    const sun = Math.sin((Math.PI * (second - sunrise)) / (sunset - sunrise)) ** 1.4;
    const hour = Math.floor(time / 3600);
    const share = (time % 3600) / 3600;
    const cloud = (h: number): number => 0.35 + 0.65 * seededRandom(seed, 77, h);
    const sky = cloud(hour) * (1 - share) + cloud(hour + 1) * share;
    return peakWatts * sun * sky * (0.92 + 0.08 * seededRandom(seed, inverter, 5));
  };

  const joulesOf = (inverter: number, k: number): number => {
    const end = endOf(inverter, k);
    const start = endOf(inverter, k - 1);
    return Math.round(watts(inverter, (start + end) / 2) * (end - start));
  };

  /** The numbers of the periods that end in the daylight of the day that begins at `midnight`. */
  const periodsOf = (inverter: number, midnight: number): readonly number[] => {
    const periods: number[] = [];
    const last = Math.floor((midnight + sunset) / intervalSeconds) + 1;
    for (let k = Math.floor((midnight + sunrise) / intervalSeconds) - 1; k <= last; k++) {
      const end = endOf(inverter, k) - midnight;
      if (end > sunrise && end <= sunset) periods.push(k);
    }
    return periods;
  };

  const joulesOfDay = (inverter: number, midnight: number): number => {
    const key = `${inverter}@${midnight}`;
    const known = dayJoules.get(key);
    if (known !== undefined) return known;
    let joules = 0;
    for (const k of periodsOf(inverter, midnight)) joules += joulesOf(inverter, k);
    dayJoules.set(key, joules);
    return joules;
  };

  const inverterAt = (index: number, now: number): SimulatedInverter => {
    const serialNumber = String(482_202_080_000 + index * 17);
    if (index === inactiveInverter) {
      return {
        serialNumber,
        index,
        active: false,
        report: undefined,
        wattHoursToday: 0,
        wattHoursYesterday: 0,
        maxWatts: 0,
        lifetimeJoules: 0,
      };
    }
    const midnight = Math.floor(now / day) * day;
    const ended = periodsOf(index, midnight).filter((k) => endOf(index, k) <= now);
    const today = ended.reduce((sum, k) => sum + joulesOf(index, k), 0);
    const latest = ended.at(-1) ?? periodsOf(index, midnight - day).at(-1) ?? 0;
    let lifetimeJoules = today;
    for (let m = midnight - day; m >= since; m -= day) lifetimeJoules += joulesOfDay(index, m);
    const random = (salt: number): number => seededRandom(seed, index, latest, salt);
    const endDate = endOf(index, latest);
    const power = watts(index, endDate);
    return {
      serialNumber,
      index,
      active: true,
      report: {
        endDate,
        durationSeconds: endDate - endOf(index, latest - 1),
        joulesProduced: joulesOf(index, latest),
        temperatureCelsius: Math.round(4 + power / 12 + 3 * random(1)),
        acVoltageMillivolts: 240_000 + Math.floor(8_000 * random(2)),
        acFrequencyMillihertz: 49_950 + Math.floor(100 * random(3)),
        dcVoltageMillivolts: 31_000 + Math.floor(5_000 * random(4)),
        dcCurrentMilliamperes: Math.round((power / 33) * 1000),
      },
      wattHoursToday: Math.floor(today / 3600),
      wattHoursYesterday: Math.floor(joulesOfDay(index, midnight - day) / 3600),
      maxWatts: Math.round(peakWatts),
      lifetimeJoules,
    };
  };

  return {
    invertersAt: (unixSeconds) =>
      Array.from({ length: inverters }, (_, index) => inverterAt(index, unixSeconds)),
  };
}
