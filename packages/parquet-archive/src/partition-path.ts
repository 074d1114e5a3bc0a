/** One year, month or day (UTC) of the archive. */
export interface Partition {
  readonly year: number;
  /** 1 to 12; 0 in a table by year. */
  readonly month: number;
  /** 1 to 31; 0 in a table by day whose month is one file by now. A table by month has none. */
  readonly day?: number;
}

/** How long the partitions of a table are. */
export type PartitionLength = "year" | "month" | "day";

/** The one file of each partition. */
export const partitionFileName = "00000000.parquet";

/** `year=2026/month=1`, without the month in a table by year, and with `/day=31` in one by day: Hive's layout, unpadded. */
export function partitionFolder(partition: Partition): string {
  const { year, month, day } = partition;
  if (month === 0) return `year=${year}`;
  const folder = `year=${year}/month=${month}`;
  return day === undefined ? folder : `${folder}/day=${day}`;
}

/** "2026", "2026-01" or "2026-01-31", as people write a year, a month or a day. */
export function partitionName({ year, month, day }: Partition): string {
  if (month === 0) return String(year);
  const name = `${year}-${twoDigits(month)}`;
  return isWholeMonth({ day }) ? name : `${name}-${twoDigits(day ?? 0)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

function isWholeMonth({ day }: { readonly day?: number | undefined }): boolean {
  return day === undefined || day === 0;
}

const folderPatterns: Readonly<Record<"year" | "month" | "day", RegExp>> = {
  year: /^year=(0|[1-9]\d{0,5})$/,
  month: /^month=([1-9]|1[0-2])$/,
  day: /^day=([0-9]|[12]\d|3[01])$/,
};

/**
 * The number after `year=`, `month=` or `day=` in a folder's name; undefined if the folder has
 * another name, the number is padded, or no calendar has such a year, month or day.
 */
export function parsePartitionFolder(
  folder: string,
  name: keyof typeof folderPatterns,
): number | undefined {
  const match = folderPatterns[name].exec(folder);
  return match === null ? undefined : Number(match[1]);
}

/** How long a partition is. */
export function lengthOf({ month, day = 0 }: Partition): PartitionLength {
  if (month === 0) return "year";
  return isWholeMonth({ day }) ? "month" : "day";
}

/** The month a time falls in, counted from year 0; NaN for a time that no calendar has. */
function monthIndex(milliseconds: number): number {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** When a month begins, in milliseconds since 1970; the reverse of {@link monthIndex}. */
function monthStart(index: number): number {
  // Date.UTC takes the years 0 to 99 for those of the 20th century.
  return new Date(0).setUTCFullYear(Math.floor(index / 12), index % 12, 1);
}

/** The month with this index. */
function partitionOfMonth(index: number): Partition {
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

const millisecondsOfDay = 86_400_000;

/** The partition that a time falls in; undefined for a time outside the years 0 to 275,760. */
export function partitionOfTime(
  milliseconds: number,
  length: PartitionLength,
): Partition | undefined {
  const index = monthIndex(milliseconds);
  if (!(index >= 0)) return undefined;
  const month = partitionOfMonth(index);
  if (length === "year") return { year: month.year, month: 0 };
  return length === "month" ? month : { ...month, day: new Date(milliseconds).getUTCDate() };
}

/** When a partition begins and the next one does, in milliseconds since 1970. */
export function partitionBounds(partition: Partition): readonly [start: number, end: number] {
  const { year, month, day = 0 } = partition;
  if (month === 0) return [monthStart(year * 12), monthStart(year * 12 + 12)];
  const index = year * 12 + month - 1;
  if (isWholeMonth({ day })) return [monthStart(index), monthStart(index + 1)];
  const start = monthStart(index) + (day - 1) * millisecondsOfDay;
  return [start, start + millisecondsOfDay];
}
