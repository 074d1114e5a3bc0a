import { type DaySummaries, dayNumber, type LocalDay, type Readings } from "@envoy/solar-insight";

const weekMs = 7 * 86_400_000;

/**
 * The rows of inverters that report on the day, or have done so in the week before it: others are not expected
 * any more. Without this rule it would depend on the month how long one that is gone is missing.
 */
export function expectedRows(
  { day, inverter, periods }: DaySummaries,
  readings: Readings,
  days: readonly LocalDay[],
): readonly number[] {
  const ends = sortedEnds(readings);
  const spans = new Map(days.map((span) => [dayNumber(span.day), span]));
  return Array.from(day, (_, row) => row).filter((row) => {
    if ((periods[row] ?? 0) > 0) return true;
    const span = spans.get(day[row] ?? Number.NaN);
    const ofInverter = ends[inverter[row] ?? -1];
    if (span === undefined || ofInverter === undefined) return false;
    const next = ofInverter.find((end) => end >= span.from - weekMs);
    return next !== undefined && next < span.from;
  });
}

function sortedEnds({ inverters, inverter, end }: Readings): readonly Float64Array[] {
  const ends: number[][] = inverters.map(() => []);
  for (let row = 0; row < end.length; row++) ends[inverter[row] ?? -1]?.push(end[row] ?? 0);
  return ends.map((ofInverter) => Float64Array.from(ofInverter).sort());
}
