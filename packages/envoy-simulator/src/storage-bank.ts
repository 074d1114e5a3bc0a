/** All batteries of a site together. */
export interface StorageBank {
  readonly capacityWattHours: number;
  /** The most that they give or take, in watts. */
  readonly ratedWatts: number;
  /** What they keep for an outage, from 0 to 1. */
  readonly reserve: number;
}

/** The share of the energy that is left after charging, and again after discharging. */
const conversionEfficiency = 0.96;

/**
 * What the batteries give for a time if the site lacks this much power, in watts; negative while
 * they take the surplus. They follow the profile "self-consumption": nothing is charged from the grid.
 */
export function storageWatts(
  bank: StorageBank,
  storedWattHours: number,
  lackWatts: number,
  seconds: number,
): number {
  const hours = seconds / 3600;
  if (lackWatts > 0) {
    const usable = Math.max(0, storedWattHours - bank.reserve * bank.capacityWattHours);
    return Math.min(lackWatts, bank.ratedWatts, (usable * conversionEfficiency) / hours);
  }
  const room = Math.max(0, bank.capacityWattHours - storedWattHours);
  return -Math.min(-lackWatts, bank.ratedWatts, room / conversionEfficiency / hours);
}

/** What is stored after the batteries gave this much power for a time, in watt-hours. */
export function storedAfter(storedWattHours: number, watts: number, seconds: number): number {
  const wattHours = (watts * seconds) / 3600;
  return watts > 0
    ? storedWattHours - wattHours / conversionEfficiency
    : storedWattHours - wattHours * conversionEfficiency;
}
