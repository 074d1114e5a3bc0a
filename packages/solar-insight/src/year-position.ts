const dayMs = 86_400_000;

/** Every year has as many positions for days; without a 29 February, nothing is at that one. */
export const positionsInYear = 366;

/** A day's year, and its place in it: the same date of each year is at the same one. */
export interface YearPosition {
  readonly year: number;
  /** 0 for 1 January, 59 for 29 February, 60 for 1 March, 365 for 31 December. */
  readonly position: number;
}

/** Where a day (in days since 1970-01-01) is in its year. */
export function positionInYear(day: number): YearPosition {
  const date = new Date(day * dayMs);
  const year = date.getUTCFullYear();
  // 2000 was a leap year.
  const position =
    (Date.UTC(2000, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(2000, 0)) / dayMs;
  return { year, position };
}

/** The first day of a year, in days since 1970-01-01. */
export function firstDayOfYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1) / dayMs;
}
