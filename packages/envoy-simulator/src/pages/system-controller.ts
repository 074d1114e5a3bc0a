import type { SimulatedSite } from "../site.js";

/** An IQ System Controller (Enpower) that is connected to the grid: the grid of a simulated site never fails. */
export const controllerSerialNumber = "482302110000";

/** The states in which devices call themselves connected to the grid. */
export function gridModes(site: SimulatedSite): {
  readonly controller: string;
  readonly batteries: string;
} {
  return site.design.batteries > 0
    ? { controller: "multimode-ongrid", batteries: "multimode-ongrid" }
    : { controller: "grid-tied", batteries: "multimode-ongrid" };
}

/** The serial numbers of the IQ Batteries. */
export function batterySerialNumbers(site: SimulatedSite): readonly string[] {
  return Array.from({ length: site.design.batteries }, (_, index) =>
    String(492_302_120_000 + index * 17),
  );
}

/** The phase that a battery says it is connected to. */
export function batteryPhase(site: SimulatedSite, index: number): string {
  return site.design.phases === 3 ? `ph-${"abc"[index % 3]}` : "ph-a";
}
