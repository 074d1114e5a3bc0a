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

/** The midnight (UTC) before a moment. */
export function midnightBefore(unixSeconds: number): number {
  return Math.floor(unixSeconds / 86_400) * 86_400;
}

/** The midnight (UTC) at which the last seven days, today among them, began. */
export function weekBefore(unixSeconds: number): number {
  return midnightBefore(unixSeconds) - 6 * 86_400;
}
