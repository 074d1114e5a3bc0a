import { monthFolder, parseMonthFolder } from "./landing-file.js";
import { isDate } from "./month.js";

/** What the path of a table's file says. */
export interface TablePath {
  readonly month: string;
  readonly shard: number;
  readonly shards: number;
  /** Undefined below `data/`. */
  readonly day: string | undefined;
}

/** `part-00017-of-00064`, for shard 17 of 64. */
export function partName(shard: number, shards: number): string {
  return `part-${String(shard).padStart(5, "0")}-of-${String(shards).padStart(5, "0")}`;
}

/** `data/year=2026/month=10/part-00017-of-00064.parquet`: where a closed month of a shard is, below its generation. */
export function dataPath({ month, shard, shards }: Omit<TablePath, "day">): string {
  return `data/${monthFolder(month)}/${partName(shard, shards)}.parquet`;
}

/** `recent/year=2026/month=11/day=29/part-00017-of-00064-0f1e2d3c.parquet`, which ends in the digest's first digits. */
export function recentPath(file: {
  readonly day: string;
  readonly shard: number;
  readonly shards: number;
  readonly digest: string;
}): string {
  const { day, shard, shards, digest } = file;
  const folder = `recent/${monthFolder(day.slice(0, 7))}/day=${Number(day.slice(8))}`;
  return `${folder}/${partName(shard, shards)}-${digest.slice(0, 8)}.parquet`;
}

const partForm = /^part-(\d{5})-of-(\d{5})(-[0-9a-f]{8})?\.parquet$/;

/** What a path below a generation, with "/", says; undefined for any other path. */
export function parseTablePath(path: string): TablePath | undefined {
  const [kind, year = "", monthName = "", ...rest] = path.split("/");
  const month = parseMonthFolder(year, monthName);
  const [, shard, of, suffix] = partForm.exec(rest.at(-1) ?? "") ?? [];
  if (month === undefined || shard === undefined || of === undefined) return undefined;
  const part = { month, shard: Number(shard), shards: Number(of) };
  if (part.shard >= part.shards) return undefined;
  if (kind === "data" && rest.length === 1 && suffix === undefined) {
    return { ...part, day: undefined };
  }
  const [, day] = /^day=([1-9]|[12]\d|3[01])$/.exec(rest[0] ?? "") ?? [];
  if (kind !== "recent" || rest.length !== 2 || suffix === undefined || day === undefined) {
    return undefined;
  }
  const date = `${month}-${day.padStart(2, "0")}`;
  return isDate(date) ? { ...part, day: date } : undefined;
}
