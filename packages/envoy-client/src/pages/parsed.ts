import type { Problem } from "./problem.js";

/** What an answer contains: the good items, what could not be used, and what was repaired. */
export interface Parsed<T> {
  readonly items: readonly T[];
  readonly problems: readonly Problem[];
  /**
   * The places of numbers that had wrapped around 32 bits and were corrected: gateways
   * write -4 W as 4294967292.
   */
  readonly repaired: readonly string[];
}
