import type { LocalDays } from "@envoy/fleet-engine";
import { dayNumber, daysOfMonth, type LocalDay, TimeZone } from "@envoy/solar-insight";

const dayMs = 86_400_000;

/** The local dates of a month in a time zone; those of UTC if the runtime does not know the zone. */
export function localDaysOf(timeZone: string, month: string): readonly LocalDay[] {
  const dates = daysOfMonth(month);
  return zoneOf(timeZone).days(dates[0] ?? "", dates.at(-1) ?? "");
}

function zoneOf(name: string): TimeZone {
  try {
    return new TimeZone(name);
  } catch (error) {
    if (error instanceof RangeError) return new TimeZone("UTC");
    throw error;
  }
}

/** The dates in runs whose midnights are 24 hours apart, as the engine's SQL takes them. */
export function runsOf(timeZone: string, dates: readonly LocalDay[]): readonly LocalDays[] {
  const runs: LocalDays[] = [];
  for (const { day, from, to } of dates) {
    // A date that the zone left out has no readings.
    if (to <= from) continue;
    const number = dayNumber(day);
    const run = runs.at(-1);
    const begins =
      run === undefined ? undefined : run.fromUs / 1000 + (number - run.firstDay) * dayMs;
    if (run !== undefined && begins === from) {
      runs[runs.length - 1] = { ...run, toUs: to * 1000, lastDay: number };
    } else {
      runs.push({
        timeZone,
        fromUs: from * 1000,
        toUs: to * 1000,
        firstDay: number,
        lastDay: number,
      });
    }
  }
  return runs;
}
