const day = 86_400_000;

/** The days of the demo, and when a fleet closes months so that the first of its two is closed and the second is not. */
export interface DemoDays {
  /** In seconds since 1970: four days before a month begins, and four days later. */
  readonly from: number;
  readonly to: number;
  readonly closeAfterDays: number;
}

/** The days around the beginning of last month; `now` is in milliseconds since 1970. */
export function demoDays(now: number): DemoDays {
  const today = new Date(now);
  const monthBegin = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1, 1);
  return {
    from: (monthBegin - 4 * day) / 1000,
    to: (monthBegin + 4 * day) / 1000,
    closeAfterDays: Math.floor((now - monthBegin) / day),
  };
}
