/** One month of the table, UTC. */
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

/** The number behind `name=` in a folder's name; undefined where it is another or padded. */
export function partitionValue(folder: string, name: "year" | "month"): number | undefined {
  const match = new RegExp(`^${name}=(0|[1-9]\\d*)$`).exec(folder);
  return match === null ? undefined : Number(match[1]);
}

/** The month, counted from year 0, in which a time lies. */
export function monthIndex(milliseconds: number): number {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function partitionOfMonth(index: number): Partition {
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}
