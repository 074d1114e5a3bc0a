import { isDay, TimeZone } from "@envoy/solar-insight";
import type { Site } from "../../data/site.js";
import { type Route, routeTo } from "../../state/route.js";

/** The date that an address names; today if it names none, or the last one there is where nothing new has come. */
export function dayOfRoute({ path: [day = ""] }: Route, site: Site): string {
  if (isDay(day)) return day;
  return site.recording === undefined ? (site.lastDay ?? today(site)) : today(site);
}

let zone = new TimeZone("UTC");

/** The site's date by the viewer's clock. */
export function today(site: Site): string {
  // Making the calendar of a zone takes a millisecond, and a view asks ten times.
  if (zone.name !== site.zone) zone = new TimeZone(site.zone);
  return zone.dayOf(Date.now());
}

/** The address of a day; undefined if it is before the first reading or has not come yet. */
export function dayRoute(day: string, site: Site): Route | undefined {
  if (site.firstDay === undefined || day < site.firstDay || day > today(site)) return undefined;
  return routeTo("day", day);
}
