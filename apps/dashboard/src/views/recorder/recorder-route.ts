import { addDays, isDay } from "@envoy/solar-insight";
import type { Site } from "../../data/site.js";
import { type Route, routeTo } from "../../state/route.js";

/** How many days are shown at once. */
export const shownDays = 60;

/** The last date that is shown: the one that an address names, otherwise the last one that has readings. */
export function lastShownDay({ path: [day = ""] }: Route, { lastDay }: Site): string {
  return isDay(day) ? day : (lastDay ?? "1970-01-01");
}

/** Other days; undefined if there are none. */
export function stepBy(route: Route, site: Site, days: number): Route | undefined {
  const { firstDay, lastDay } = site;
  if (firstDay === undefined || lastDay === undefined) return undefined;
  const shown = lastShownDay(route, site);
  const to = addDays(shown, days);
  if (to < firstDay || (days > 0 && shown >= lastDay)) return undefined;
  return to >= lastDay ? routeTo("recorder") : routeTo("recorder", to);
}
