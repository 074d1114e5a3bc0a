import { type DaySummaries, groupRatios } from "@envoy/solar-insight";
import { type Day, dayTask } from "./day-task.js";
import { groupsOf } from "./site-groups.js";
import { type Site, siteOf } from "./site-task.js";
import type { Task } from "./task.js";

/** A day with how its panels compare. Ratios are to the median of the others of the group, NaN where that is not known. */
export interface Panels extends Day {
  /** Of the energy of the day, by inverter. */
  readonly ratioOfDay: Float64Array;
  /** Of the power in each step, by inverter. */
  readonly ratios: readonly Float64Array[];
}

/** Less than this share of the best of the day says nothing about a panel: it is dusk. */
const leastShare = 0.03;

export const panelsTask: Task<{ readonly day: string }, Panels> = async (context, options) => {
  const day = await dayTask(context, options);
  const site = siteOf(await context.archive.manifest());
  return { ...day, ratioOfDay: ratioOfDay(site, day), ratios: ratiosOfSteps(site, day) };
};

function ratioOfDay(site: Site, { joulesByInverter, gaps }: Day): Float64Array {
  const gapSeconds = site.inverters.map(() => 0);
  for (const { inverters, from, to } of gaps) {
    for (const place of inverters)
      gapSeconds[place] = (gapSeconds[place] ?? 0) + (to - from) / 1000;
  }
  const gapJoules = gapSeconds.map((seconds) => (seconds === 0 ? 0 : Number.NaN));
  const inverter = site.inverters.map((_, place) => place);
  const rows = { inverter, day: inverter.map(() => 0), joules: joulesByInverter };
  return groupRatios(compared(site, { ...rows, gapSeconds, gapJoules }), groupsOf(site));
}

/** What is compared day by day can be compared step by step as well. */
function ratiosOfSteps(site: Site, { byInverter, total }: Day): readonly Float64Array[] {
  const steps = total.length;
  const best = byInverter.reduce((most, watts) => watts.reduce(greater, most), 0);
  const cells = steps * byInverter.length;
  const joules = new Float64Array(cells);
  for (const [place, watts] of byInverter.entries()) joules.set(watts, place * steps);
  const rows = {
    inverter: Uint16Array.from({ length: cells }, (_, cell) => Math.floor(cell / steps)),
    day: Uint16Array.from({ length: cells }, (_, cell) => cell % steps),
    joules,
    gapSeconds: new Float64Array(cells),
    gapJoules: new Float64Array(cells),
  };
  const ratios = groupRatios(compared(site, rows), groupsOf(site));
  const brightest = total.map((_, step) =>
    byInverter.reduce((most, watts) => greater(most, watts[step] ?? 0), 0),
  );
  return byInverter.map((_, place) =>
    ratios
      .slice(place * steps, (place + 1) * steps)
      .map((ratio, step) => ((brightest[step] ?? 0) < leastShare * best ? Number.NaN : ratio)),
  );
}

function greater(most: number, value: number): number {
  return Math.max(most, value || 0);
}

function compared(
  site: Site,
  rows: Pick<DaySummaries, "inverter" | "day" | "joules" | "gapSeconds" | "gapJoules">,
): DaySummaries {
  const unknown = new Float64Array(rows.joules.length).fill(Number.NaN);
  return {
    ...rows,
    inverters: site.inverters.map(({ id }) => id),
    counterWattHours: unknown,
    peakWatts: unknown,
    periods: unknown,
    maxTemperatureCelsius: unknown,
    errorSeconds: unknown,
  };
}
