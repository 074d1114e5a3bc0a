/** The time that a file's path says its rows are of. */
export interface Period {
  /** The folders that name it, but for the day: files with one key are pieces of one month. */
  readonly key: string;
  /** In milliseconds since 1970: from the first up to, but not including, the second. */
  readonly start: number;
  readonly end: number;
}

const dayMs = 86_400_000;

/** The period of a path such as `data/year=2026/month=11/day=29/00000000.parquet`; all time if it names none. A month that was closed has `day=0`. */
export function periodOf(path: string): Period {
  const year = numberIn(path, "year");
  const month = numberIn(path, "month");
  const day = numberIn(path, "day");
  if (year === undefined) {
    return { key: "", start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
  }
  if (month === undefined) {
    return { key: `${year}`, start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
  }
  const key = `${year}-${String(month).padStart(2, "0")}`;
  if (day === undefined || day === 0) {
    return { key, start: Date.UTC(year, month - 1), end: Date.UTC(year, month) };
  }
  const start = Date.UTC(year, month - 1, day);
  return { key, start, end: start + dayMs };
}

/** Whether a path is of a Hive partition, by year at least, and a Parquet file that is complete. */
export function isPartitionFile(path: string): boolean {
  const names = path.split("/");
  const name = names.at(-1) ?? "";
  return (
    numberIn(path, "year") !== undefined &&
    name.endsWith(".parquet") &&
    names.every((each) => !/^[._]/.test(each))
  );
}

function numberIn(path: string, name: "year" | "month" | "day"): number | undefined {
  const [, number] = new RegExp(`(?:^|/)${name}=(\\d{1,4})/`).exec(path) ?? [];
  return number === undefined ? undefined : Number(number);
}
