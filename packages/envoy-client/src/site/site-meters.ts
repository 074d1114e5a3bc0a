import type { Meter, MeterReading, MeterValues } from "../pages/meters.js";

/** An installed meter with its reading; the values are undefined if the gateway gave none. */
export interface SiteMeter extends Meter, Partial<Omit<MeterValues, "id">> {
  /** Of a site with several phases; empty where there is one. */
  readonly phases: readonly MeterValues[];
}

/** How many phases a site's meters measure; undefined if no meter says. */
export function phaseCountOf(installed: readonly Meter[]): number | undefined {
  const counts = installed.flatMap(({ phaseCount }) => phaseCount ?? []);
  return counts.length === 0 ? undefined : Math.max(...counts);
}

/** Whether a meter is installed: gateways list those that could be, too. */
export function isInstalled({ state }: Meter): boolean {
  return state === "enabled";
}

/** The installed meters with their readings. Readings of meters that are not installed, or do not exist, are left out. */
export function joinMeters(
  installed: readonly Meter[],
  readings: readonly MeterReading[],
): readonly SiteMeter[] {
  const byId = new Map(readings.map((reading) => [reading.id, reading]));
  const phaseCount = phaseCountOf(installed) ?? 1;
  return installed.map((meter) => {
    const { phases = [], ...values } = byId.get(meter.id) ?? {};
    return { ...values, ...meter, phases: phaseCount > 1 ? phases.slice(0, phaseCount) : [] };
  });
}
