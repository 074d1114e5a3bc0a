import { addDays, daysOfMonth, isDay } from "@envoy/solar-insight";
import type { Site } from "../../data/site.js";
import { type Route, routeTo, withQuery } from "../../state/route.js";
import { today } from "../day/day-route.js";

/** The date to which years are compared: the one that an address names, or the last closed one with readings. */
export function dateOfRoute({ query: { to = "" } }: Route, site: Site): string {
  return isDay(to) && isCompared(to, site) ? to : lastClosed(site);
}

/** The address of a comparison; undefined if there is nothing to compare yet, or any more. */
export function compareRoute(to: string, site: Site): Route | undefined {
  if (!isCompared(to, site)) return undefined;
  return withQuery(routeTo("compare"), { to });
}

/** The last date of the month before or after; from the month of the last closed date on, that one. */
export function monthsLater(day: string, by: -1 | 1): string {
  const edge =
    by < 0 ? addDays(`${day.slice(0, 7)}-01`, -1) : (daysOfMonth(day.slice(0, 7)).at(-1) ?? day);
  return by < 0 ? edge : (daysOfMonth(addDays(edge, 1).slice(0, 7)).at(-1) ?? edge);
}

function isCompared(day: string, site: Site): boolean {
  return site.firstDay !== undefined && day >= site.firstDay && day <= lastClosed(site);
}

function lastClosed(site: Site): string {
  const yesterday = addDays(today(site), -1);
  const { lastDay = yesterday } = site;
  if (lastDay < yesterday) return lastDay;
  return yesterday;
}
