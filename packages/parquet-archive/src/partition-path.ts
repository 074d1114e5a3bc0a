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

/** The number after `name=` in a folder's name; undefined if the folder has another name or the number is padded. */
export function parsePartitionFolder(folder: string, name: "year" | "month"): number | undefined {
  const match = new RegExp(`^${name}=(0|[1-9]\\d*)$`).exec(folder);
  return match === null ? undefined : Number(match[1]);
}

/** The month a time falls in, counted from year 0. */
export function monthIndex(milliseconds: number): number {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The reverse of {@link monthIndex}. */
export function partitionOfMonth(index: number): Partition {
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}
