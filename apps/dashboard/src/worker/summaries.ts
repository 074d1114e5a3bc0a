import { type DaySummaryColumns, joinColumns } from "@envoy/archive-reader";
import { dayNumber } from "@envoy/solar-insight";
import { recentDays } from "./recent-days.js";
import type { Site } from "./site-task.js";
import type { TaskContext } from "./task.js";

/**
 * The daily summaries of the years from one date to another, and those of the days that have none yet, with the inverters in the site's
 * order. A day that is not over is as it is so far.
 */
export async function summariesBetween(
  context: TaskContext,
  site: Site,
  from: string,
  to: string,
): Promise<DaySummaryColumns> {
  const { archive, signal, progress } = context;
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))];
  const years = site.summaryYears.filter((year) => year >= first && year <= last);
  const parts = await Promise.all([
    archive.summaries(years, { signal, progress }),
    recentDays(context, site, from, to),
  ]);
  return between(inOrderOf(site, joinColumns(parts)), dayNumber(from), dayNumber(to));
}

function inOrderOf({ inverters }: Site, summaries: DaySummaryColumns): DaySummaryColumns {
  const ids = inverters.map(({ id }) => id);
  const places = summaries.inverters.map((id) => ids.indexOf(id));
  const inverter = summaries.inverter.map((place) => places[place] ?? -1);
  return { ...summaries, inverters: ids, inverter };
}

function between(summaries: DaySummaryColumns, from: number, to: number): DaySummaryColumns {
  const { inverters, inverter, day, ...values } = summaries;
  const rows = [...day.keys()].filter((row) => {
    const date = day[row] ?? Number.NaN;
    return date >= from && date <= to;
  });
  if (rows.length === day.length) return summaries;
  const pick = (column: Float64Array): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    inverters,
    inverter: Uint32Array.from(rows, (row) => inverter[row] ?? 0),
    day: pick(day),
    joules: pick(values.joules),
    counterWattHours: pick(values.counterWattHours),
    peakWatts: pick(values.peakWatts),
    periods: pick(values.periods),
    gapSeconds: pick(values.gapSeconds),
    gapJoules: pick(values.gapJoules),
    maxTemperatureCelsius: pick(values.maxTemperatureCelsius),
    errorSeconds: pick(values.errorSeconds),
  };
}
