import { dayName } from "@envoy/solar-insight";
import { siteOf } from "./site-task.js";
import { summariesBetween } from "./summaries.js";
import type { Task } from "./task.js";

/** The power that an inverter reaches on its best days of a year: the 95th percentile of the days' best periods. */
export interface YearPeak {
  readonly year: number;
  readonly watts: number;
  /** Of how many days it is. */
  readonly days: number;
}

const bestShare = 0.95;

export const peaksTask: Task<{ readonly inverter: string }, readonly YearPeak[]> = async (
  context,
  { inverter: id },
) => {
  const site = siteOf(await context.archive.manifest());
  const { firstDay, lastDay } = site;
  if (firstDay === undefined || lastDay === undefined) return [];
  const { inverters, inverter, day, peakWatts } = await summariesBetween(
    context,
    site,
    firstDay,
    lastDay,
  );
  const place = inverters.indexOf(id);
  const peaks = new Map<number, number[]>();
  for (const [row, watts] of peakWatts.entries()) {
    if (inverter[row] !== place || Number.isNaN(watts)) continue;
    const year = Number(dayName(day[row] ?? 0).slice(0, 4));
    const ofYear = peaks.get(year) ?? [];
    peaks.set(year, ofYear);
    ofYear.push(watts);
  }
  return [...peaks]
    .map(([year, watts]) => ({ year, watts: bestOf(watts), days: watts.length }))
    .sort((a, b) => a.year - b.year);
};

function bestOf(watts: number[]): number {
  watts.sort((a, b) => a - b);
  return watts[Math.round((watts.length - 1) * bestShare)] ?? Number.NaN;
}
