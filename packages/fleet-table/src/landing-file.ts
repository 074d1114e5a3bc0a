import { isMonth } from "./month.js";

/** A file of a landing: what one pull found new in one month of one gateway. Its rows are sorted, and no key is there twice. */
export interface LandingFile {
  /** Below the landing: `year=2026/month=11/shard=3/gateway=g0f…/0000018234-9f8e7d6c5b4a.parquet`. */
  readonly path: string;
  /** Such as "2026-11": the UTC month of all its rows. */
  readonly month: string;
  readonly shard: number;
  readonly gateway: string;
  /** A lower one was captured first. No two files of a landing have the same. */
  readonly sequence: number;
  /** The first 12 hexadecimal digits of the SHA-256 of its content. */
  readonly sha12: string;
}

const gatewayForm = /^g[0-9a-f]{16}$/;
const gatewayPrefix = "gateway=";
const fileForm = /^(\d{10})-([0-9a-f]{12})\.parquet$/;
const maxSequence = 9_999_999_999;

/** Where a landing has a file. Throws `TypeError` for what no path can say, such as a gateway of another form. */
export function landingPath(file: Omit<LandingFile, "path">): string {
  const { month, shard, gateway, sequence, sha12 } = file;
  const name = `${String(sequence).padStart(10, "0")}-${sha12}.parquet`;
  if (!isMonth(month)) throw new TypeError(`"${month}" is no month such as "2026-11".`);
  if (!isCount(shard)) throw new TypeError(`${shard} is no shard.`);
  if (!gatewayForm.test(gateway)) throw new TypeError("A gateway is g and 16 hexadecimal digits.");
  if (!isCount(sequence) || sequence > maxSequence || !fileForm.test(name)) {
    throw new TypeError(`${name} is no name of a landing's file.`);
  }
  return `${monthFolder(month)}/shard=${shard}/${gatewayPrefix}${gateway}/${name}`;
}

/** What the path of a landing's file says, below the landing and with "/"; undefined for any other path. */
export function parseLandingPath(path: string): LandingFile | undefined {
  const names = path.split("/");
  const [year = "", month = "", shard = "", gateway = "", name = ""] = names;
  if (names.length !== 5) return undefined;
  const folder = parseShardFolder(year, month, shard);
  const file = parseFileName(name);
  const id = gateway.startsWith(gatewayPrefix) ? gateway.slice(gatewayPrefix.length) : "";
  if (folder === undefined || file === undefined || !gatewayForm.test(id)) return undefined;
  return { path, ...folder, gateway: id, ...file };
}

/** `year=2026/month=11`: Hive's layout, unpadded. */
export function monthFolder(month: string): string {
  return `year=${month.slice(0, 4)}/month=${Number(month.slice(5))}`;
}

/** The month that the names of two folders say. */
export function parseMonthFolder(year: string, month: string): string | undefined {
  const [, number] = /^month=([1-9]|1[0-2])$/.exec(month) ?? [];
  if (number === undefined || !/^year=[1-9]\d{3}$/.test(year)) return undefined;
  return `${year.slice("year=".length)}-${number.padStart(2, "0")}`;
}

function parseShardFolder(
  year: string,
  monthName: string,
  shardName: string,
): { readonly month: string; readonly shard: number } | undefined {
  const month = parseMonthFolder(year, monthName);
  const [, shard] = /^shard=(0|[1-9]\d{0,4})$/.exec(shardName) ?? [];
  if (month === undefined || shard === undefined) return undefined;
  return { month, shard: Number(shard) };
}

function parseFileName(
  name: string,
): { readonly sequence: number; readonly sha12: string } | undefined {
  const [, sequence, sha12] = fileForm.exec(name) ?? [];
  if (sequence === undefined || sha12 === undefined) return undefined;
  return { sequence: Number(sequence), sha12 };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
