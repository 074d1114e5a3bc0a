import type { Site } from "../../data/site.js";
import { type Route, routeTo } from "../../state/route.js";

/** The year that an address names; the one of the last reading if it names none. */
export function yearOfRoute({ path: [year = ""] }: Route, site: Site): number {
  return /^\d{4}$/.test(year) ? Number(year) : yearOf(site.lastDay);
}

/** The address of a year; undefined if the archive has no reading of it. */
export function yearRoute(year: number, { firstDay, lastDay }: Site): Route | undefined {
  if (year < yearOf(firstDay) || year > yearOf(lastDay)) return undefined;
  return routeTo("calendar", String(year));
}

function yearOf(day = "1970"): number {
  return Number(day.slice(0, 4));
}
