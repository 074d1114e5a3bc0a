import { localDays } from "../local-days.js";
import type { SimulatedSite } from "../site.js";

/** What a page is made from. */
export interface PageSource {
  readonly site: SimulatedSite;
  /** The gateway's clock, in seconds since 1970. */
  readonly unixSeconds: number;
  /** The gateway's. */
  readonly serialNumber: string;
  /** "token" for firmware 8, "digest" for firmware 5. */
  readonly login: "token" | "digest";
}

/** Numbers as gateways write them: three decimals at most. */
export function thousandths(value: number): number {
  // Adding 0 turns -0 into 0.
  return Math.round(value * 1000) / 1000 + 0;
}

/** The gateway's midnight before a moment, or the one this many days before it. */
export function midnightBefore({ site, unixSeconds }: PageSource, daysAgo = 0): number {
  const days = localDays(site.design.timeZone);
  return days.startOf(days.dayOf(unixSeconds) - daysAgo);
}

/** The midnight at which the last seven days, today among them, began. */
export function weekBefore(source: PageSource): number {
  return midnightBefore(source, 6);
}
