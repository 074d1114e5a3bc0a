import { isDay, TimeZone } from "@envoy/solar-insight";
import type { Site } from "../../data/site.js";
import { type Route, routeTo, withQuery } from "../../state/route.js";

/** The date that an address names; otherwise the last one that has readings. */
export function dayOfPanels({ path: [day = ""] }: Route, site: Site): string {
  return isDay(day) ? day : (site.lastDay ?? new TimeZone(site.zone).dayOf(Date.now()));
}

/** The same view of another day; undefined if it has no readings yet, or none any longer. */
export function panelsRoute(route: Route, day: string, site: Site): Route | undefined {
  const { firstDay, lastDay } = site;
  if (firstDay === undefined || lastDay === undefined) return undefined;
  if (day < firstDay || day > lastDay) return undefined;
  return withQuery(routeTo("panels", day), { at: route.query["at"], table: route.query["table"] });
}
