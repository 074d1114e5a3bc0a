import { joinColumns } from "@envoy/archive-reader";
import { dayNumber, type SiteDays, siteDays } from "@envoy/solar-insight";
import { recentDays } from "./recent-days.js";
import { siteOf } from "./site-task.js";
import type { TaskContext } from "./task.js";

/** All days of the site from its first to a date, which is as a rule the last closed one. */
export async function historyUntil(context: TaskContext, day: string): Promise<SiteDays> {
  const { archive, signal, progress } = context;
  const site = siteOf(await archive.manifest());
  const parts = await Promise.all([
    archive.summaries(undefined, { signal, progress }),
    recentDays(context, site, "0000-01-01", day),
  ]);
  return siteDays(joinColumns(parts), { to: dayNumber(day) });
}
