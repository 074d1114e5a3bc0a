import { joinColumns } from "@envoy/archive-reader";
import { dayNumber, type SiteDays, siteDays } from "@envoy/solar-insight";
import { recentDays } from "./recent-days.js";
import { siteOf } from "./site-task.js";
import type { Task } from "./task.js";

/** The days of one year, from 1 January to 31 December. What is after the last reading is NaN. */
export interface CalendarYear {
  readonly year: number;
  readonly days: SiteDays;
}

/** What a site yielded on each day of a year. */
export const calendarTask: Task<{ readonly year: number }, CalendarYear> = async (
  context,
  { year },
) => {
  const { archive, signal, progress } = context;
  const site = siteOf(await archive.manifest());
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const parts = await Promise.all([
    archive.summaries([year], { signal, progress }),
    recentDays(context, site, first, last),
  ]);
  const options = { from: dayNumber(first), to: dayNumber(last) };
  return { year, days: siteDays(joinColumns(parts), options) };
};
