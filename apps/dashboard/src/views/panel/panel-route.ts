import type { Site, SiteInverter } from "../../data/site.js";
import { type Route, routeTo, withQuery } from "../../state/route.js";

/** The inverter that an address names; undefined if the archive does not know it. */
export function inverterOfRoute(
  { path: [id] }: Route,
  { inverters }: Site,
): SiteInverter | undefined {
  return id === undefined ? inverters[0] : inverters.find((inverter) => inverter.id === id);
}

/** The year that an address names; otherwise the last one that has readings. */
export function yearOfPanel({ path: [, year = ""] }: Route, { lastDay = "" }: Site): number {
  return Number(/^\d{4}$/.test(year) ? year : lastDay.slice(0, 4));
}

/** Another panel or another year of it; undefined if there are no readings of it. */
export function panelRoute(
  route: Route,
  site: Site,
  { id, year }: { readonly id?: string | undefined; readonly year?: number },
): Route | undefined {
  const { firstDay = "", lastDay = "" } = site;
  const inverter = id ?? inverterOfRoute(route, site)?.id;
  const to = year ?? yearOfPanel(route, site);
  if (inverter === undefined) return undefined;
  if (to < Number(firstDay.slice(0, 4)) || to > Number(lastDay.slice(0, 4))) return undefined;
  return withQuery(routeTo("panel", inverter, String(to)), { table: route.query["table"] });
}

/** The panel before or after another in shown order. */
export function neighbourOf({ inverters }: Site, id: string, by: -1 | 1): SiteInverter | undefined {
  return inverters[inverters.findIndex((inverter) => inverter.id === id) + by];
}

/** The months of a year that are not after the last reading. */
export function monthsOfYear(year: number, { lastDay = "" }: Site): readonly string[] {
  return Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, "0")}`).filter(
    (month) => month <= lastDay.slice(0, 7),
  );
}
