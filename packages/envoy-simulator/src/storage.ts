import type { SimulatedSite } from "./site.js";

/** The batteries of a site at one moment; they share the work and the charge evenly. */
export interface Storage {
  readonly count: number;
  readonly capacityWattHours: number;
  readonly storedWattHours: number;
  readonly percentFull: number;
  /** Positive while they discharge. */
  readonly watts: number;
  readonly state: "idle" | "charging" | "discharging";
  /** The charge that is kept for an outage, in percent. */
  readonly reservePercent: number;
}

/** The batteries at a moment, in seconds since 1970. */
export function storageAt(site: SimulatedSite, unixSeconds: number): Storage {
  const { batteries, acBatteries, bank } = site.design;
  const { storage, storedWattHours } = site.flowsAt(unixSeconds);
  const watts = storage.reduce((sum, flow) => sum + flow.watts, 0);
  const share = bank.capacityWattHours === 0 ? 0 : storedWattHours / bank.capacityWattHours;
  const movement = watts > 0 ? "discharging" : "charging";
  return {
    count: batteries + acBatteries,
    capacityWattHours: bank.capacityWattHours,
    storedWattHours,
    percentFull: Math.round(100 * share),
    watts,
    state: Math.abs(watts) < 0.5 ? "idle" : movement,
    reservePercent: Math.round(100 * bank.reserve),
  };
}
