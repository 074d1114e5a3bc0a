import { createSite, type SimulatedSite } from "@envoy/envoy-simulator";

/** 10 June 2026, 00:00 UTC. */
export const midnight: number = Date.UTC(2026, 5, 10) / 1000;
export const hour = 3600;
export const day: number = 24 * hour;

/** A site with three phases, meters, batteries and a controller. */
export function wholeSite(): SimulatedSite {
  const since = midnight - 30 * day;
  return createSite({ phases: 3, meters: "enabled", batteries: 2, controller: true, since });
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
