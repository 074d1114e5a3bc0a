import type { Dialect } from "../dialect.js";

const dayMicroseconds = 86_400_000_000n;

/** The start of a timestamp's UTC day, in microseconds since 1970: much faster than a cast to a date is in DuckDB. */
export function dayStart(dialect: Dialect, timestamp: string): string {
  const microseconds = dialect.microseconds(timestamp);
  return `(${microseconds} - ${microseconds} % ${dayMicroseconds})`;
}
