import type { Partition } from "@envoy/parquet-archive";

/** "2026-01", as people write it. */
export function monthName({ year, month }: Partition): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}
