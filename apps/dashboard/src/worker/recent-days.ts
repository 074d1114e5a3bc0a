import { type DaySummaryColumns, joinColumns, noDaySummaries } from "@envoy/archive-reader";
import {
  addDays,
  type CalculatedDaySummaries,
  findGaps,
  gapEnergies,
  type LocalDay,
  summariseDays,
  TimeZone,
} from "@envoy/solar-insight";
import { readingsWithin } from "./readings-within.js";
import type { Site } from "./site-task.js";
import type { TaskContext } from "./task.js";

/** Gaps are found by comparison with the days around them. */
const contextMs = 3 * 86_400_000;

/**
 * The summaries of the days that the archive has readings of, but no summary yet, as the recorder will make them: of
 * today, and of all where it has made none.
 */
export async function recentDays(
  { archive, signal, progress }: TaskContext,
  site: Site,
  from: string,
  to: string,
): Promise<DaySummaryColumns> {
  const { lastSummaryDay, firstDay, lastDay } = site;
  if (firstDay === undefined || lastDay === undefined) return noDaySummaries();
  const begin = lastSummaryDay === undefined ? firstDay : addDays(lastSummaryDay, 1);
  const [first, last] = [latest(from, begin), earliest(to, lastDay)];
  if (first > last) return noDaySummaries();
  const zone = new TimeZone(site.zone);
  const until = site.lastReadingAt ?? Number.POSITIVE_INFINITY;
  const parts: DaySummaryColumns[] = [noDaySummaries()];
  // Month by month, so that neither the readings nor the search for gaps in them grows with the archive.
  for (const days of byMonth(zone.days(first, last))) {
    const span = {
      from: (days.at(0)?.from ?? 0) - contextMs,
      to: (days.at(-1)?.to ?? 0) + contextMs,
    };
    const files = await archive.readings(span, { signal, progress });
    const readings = readingsWithin(files, span, files.inverters);
    const gaps = days.flatMap((day) => findGaps(readings, day, { until: Math.min(day.to, until) }));
    const energies = gapEnergies(readings, gaps, { zone });
    parts.push(asColumns(summariseDays(readings, days, { gaps, energies })));
  }
  return joinColumns(parts);
}

function byMonth(days: readonly LocalDay[]): readonly (readonly LocalDay[])[] {
  const months = new Map<string, LocalDay[]>();
  for (const day of days) {
    const month = day.day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), day]);
  }
  return [...months.values()];
}

/** In the arrays of those that were read from a file. */
function asColumns(summaries: CalculatedDaySummaries): DaySummaryColumns {
  return {
    ...summaries,
    inverter: Uint32Array.from(summaries.inverter),
    day: Float64Array.from(summaries.day),
    periods: Float64Array.from(summaries.periods),
  };
}

function latest(a: string, b: string): string {
  return a > b ? a : b;
}

function earliest(a: string, b: string): string {
  return a < b ? a : b;
}
