import { seededRandom } from "./random.js";

const day = 86_400;
const sunrise = 6 * 3600;
const sunset = 18 * 3600;

/** An inverter, and the share of its power that a wire carries. */
export interface WiredInverter {
  readonly inverter: number;
  readonly share: number;
}

/**
 * What the sun gives the inverters, and what they make of it. Nothing else knows about the sky.
 * All times are in seconds since 1970.
 */
export interface Weather {
  /** The most that one inverter gives, in watts. */
  readonly peakWatts: number;
  /** Whether an inverter reports about a period that ends at this moment: it sleeps without light. */
  reportsAt(inverter: number, end: number): boolean;
  /** What an inverter gives at a moment, in watts. */
  wattsOf(inverter: number, unixSeconds: number): number;
  /** What it gives during one period, in joules. */
  joulesOf(inverter: number, start: number, end: number): number;
  /** For how many seconds of a period it had no grid to feed. */
  errorSecondsOf(inverter: number, start: number, end: number): number;
  /** What several inverters give together at a moment, in watts. */
  powerOn(wire: readonly WiredInverter[]): (unixSeconds: number) => number;
  /** What inverters are warmed or cooled to without a load. */
  ambientCelsius(unixSeconds: number): number;
}

/** What an inverter makes of its panel's power, from 0 to 1. */
export function efficiencyOf(seed: number, inverter: number): number {
  return 0.92 + 0.08 * seededRandom(seed, inverter, 5);
}

/** A place where the sun shines from 06:00 to 18:00 UTC every day, between clouds that all panels share. */
export function createWeather(seed: number): Weather {
  const peakWatts = 290;
  const clearness = (hour: number): number => 0.35 + 0.65 * seededRandom(seed, 77, hour);
  const panelWatts = (unixSeconds: number): number => {
    const second = secondOfDay(unixSeconds);
    if (second <= sunrise || second >= sunset) return 0;
    const sun = Math.sin((Math.PI * (second - sunrise)) / (sunset - sunrise)) ** 1.4;
    const hour = Math.floor(unixSeconds / 3600);
    const share = (unixSeconds % 3600) / 3600;
    const sky = clearness(hour) * (1 - share) + clearness(hour + 1) * share;
    return peakWatts * sun * sky;
  };
  const wattsOf = (inverter: number, unixSeconds: number): number =>
    panelWatts(unixSeconds) * efficiencyOf(seed, inverter);
  return {
    peakWatts,
    reportsAt: (_, end) => {
      const second = secondOfDay(end);
      return second > sunrise && second <= sunset;
    },
    wattsOf,
    joulesOf: (inverter, start, end) =>
      Math.round(wattsOf(inverter, (start + end) / 2) * (end - start)),
    errorSecondsOf: () => 0,
    powerOn: (wire) => {
      // How many flawless panels they amount to.
      const panels = wire.reduce(
        (sum, { inverter, share }) => sum + share * efficiencyOf(seed, inverter),
        0,
      );
      return (unixSeconds) => panels * panelWatts(unixSeconds);
    },
    ambientCelsius: () => 4,
  };
}

function secondOfDay(unixSeconds: number): number {
  return ((unixSeconds % day) + day) % day;
}
