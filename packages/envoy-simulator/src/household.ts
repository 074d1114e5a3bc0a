import type { LocalDays } from "./local-days.js";
import { seededRandom } from "./random.js";

/** What a household uses. */
export interface Household {
  /** More than this is never used, in watts on all phases. */
  readonly peakWatts: number;
  /** What is used on one phase (from 0) during the minute that begins at this moment, in watts. */
  wattsOf(phase: number, unixSeconds: number): number;
}

const standbyWatts = 220;
const applianceWatts = 900;
const eveningWatts = 1400;
const flickerWatts = 60;

/** A household with some appliances by day and more in the evening, on phases that differ. */
export function createHousehold(seed: number, phases: number, days: LocalDays): Household {
  const appliances = (phase: number, hour: number): number =>
    applianceWatts * seededRandom(seed, 78, phase, hour) ** 3;
  const evening = (phase: number, unixSeconds: number): number => {
    const today = days.dayOf(unixSeconds);
    const hour = (unixSeconds - days.startOf(today)) / 3600;
    if (hour <= 17 || hour >= 23) return 0;
    const size = 0.4 + 0.6 * seededRandom(seed, 79, phase, today);
    return eveningWatts * size * Math.sin((Math.PI * (hour - 17)) / 6);
  };
  return {
    peakWatts: standbyWatts + applianceWatts + eveningWatts + flickerWatts,
    wattsOf: (phase, unixSeconds) => {
      const hour = Math.floor(unixSeconds / 3600);
      const share = (unixSeconds % 3600) / 3600;
      const steady = appliances(phase, hour) * (1 - share) + appliances(phase, hour + 1) * share;
      const flicker = flickerWatts * seededRandom(seed, 80, phase, Math.floor(unixSeconds / 60));
      return (standbyWatts + steady + evening(phase, unixSeconds) + flicker) / phases;
    },
  };
}
