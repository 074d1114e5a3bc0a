import { seededRandom } from "./random.js";

const day = 86_400;
const sunrise = 6 * 3600;
const sunset = 18 * 3600;

/**
 * What the sun gives the panels. Another model (seasons, a shaded panel) replaces this one;
 * nothing else knows about the sky.
 */
export interface Weather {
  /** When the sun rises and sets, in seconds after midnight (UTC). */
  readonly sunrise: number;
  readonly sunset: number;
  /** The most that one panel gives, in watts. */
  readonly peakWatts: number;
  /** What a flawless panel gives at a moment, in watts. */
  panelWatts(unixSeconds: number): number;
  /** What an inverter makes of it, from 0 to 1. */
  efficiencyOf(inverter: number): number;
}

/** A place where the sun shines from 06:00 to 18:00 UTC every day, between clouds that all panels share. */
export function createWeather(seed: number): Weather {
  const peakWatts = 290;
  const clearness = (hour: number): number => 0.35 + 0.65 * seededRandom(seed, 77, hour);
  return {
    sunrise,
    sunset,
    peakWatts,
    panelWatts: (unixSeconds) => {
      const second = ((unixSeconds % day) + day) % day;
      if (second <= sunrise || second >= sunset) return 0;
      const sun = Math.sin((Math.PI * (second - sunrise)) / (sunset - sunrise)) ** 1.4;
      const hour = Math.floor(unixSeconds / 3600);
      const share = (unixSeconds % 3600) / 3600;
      const sky = clearness(hour) * (1 - share) + clearness(hour + 1) * share;
      return peakWatts * sun * sky;
    },
    efficiencyOf: (inverter) => 0.92 + 0.08 * seededRandom(seed, inverter, 5),
  };
}
