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

/** The comparison to the end of the month before, or of the next; to the last closed date where that has not come yet. */
export function monthStep(from: string, by: -1 | 1, site: Site): Route | undefined {
  const first = `${from.slice(0, 7)}-01`;
  if (by < 0) return compareRoute(addDays(first, -1), site);
  const end = endOfMonth(from);
  const next = from < end ? end : endOfMonth(addDays(end, 1));
  const last = lastClosed(site);
  return compareRoute(next, site) ?? (from < last ? compareRoute(last, site) : undefined);
}

function endOfMonth(day: string): string {
  return daysOfMonth(day.slice(0, 7)).at(-1) ?? day;
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
