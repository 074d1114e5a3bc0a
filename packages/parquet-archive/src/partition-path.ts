/** One month (UTC) of the archive. */
export interface Partition {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
}

/** The one file of each partition. */
export const partitionFileName = "00000000.parquet";

/** `year=2026/month=1`: Hive's layout, unpadded. */
export function partitionFolder(partition: Partition): string {
  return `year=${partition.year}/month=${partition.month}`;
}

/** "2026-01", as people write a month. */
export function partitionName({ year, month }: Partition): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}

/**
 * The year or month after `year=` or `month=` in a folder's name; undefined if the folder has
 * another name, the number is padded, or no calendar has such a year or month.
 */
export function parsePartitionFolder(folder: string, name: "year" | "month"): number | undefined {
  const pattern = name === "year" ? /^year=(0|[1-9]\d{0,5})$/ : /^month=([1-9]|1[0-2])$/;
  const match = pattern.exec(folder);
  return match === null ? undefined : Number(match[1]);
}

/** The month a time falls in, counted from year 0; NaN for a time that no calendar has. */
export function monthIndex(milliseconds: number): number {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** When a month begins, in milliseconds since 1970; the reverse of {@link monthIndex}. */
export function monthStart(index: number): number {
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  return new Date(0).setUTCFullYear(Math.floor(index / 12), index % 12, 1);
}

/** The month with this index. */
export function partitionOfMonth(index: number): Partition {
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}
