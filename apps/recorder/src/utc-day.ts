/** The date in UTC, such as "2026-05-31". A number is milliseconds since 1970. */
export function utcDay(time: Date | number): string {
  return new Date(time).toISOString().slice(0, 10);
}
