import { type EntryName, parseEntryName } from "@envoy/wal-buffer";
import { invertersLabel } from "../poll/buffer.js";

/** Seconds since 1970 that a name may mean: 2010 to 2100. Other numbers of ten digits are something else. */
const earliest = Date.UTC(2010) / 1000;
const latest = Date.UTC(2100) / 1000;

/** What a file name says of an answer. The time is undefined if no time is in the name. */
export type AnswerName = Omit<EntryName, "unixSeconds"> & {
  readonly unixSeconds: number | undefined;
};

/**
 * The answer that a file name names; undefined if it is not `.json` or `.json.gz`. Apart from the
 * buffer's own names, any Unix time in seconds or milliseconds is understood, as in
 * `device_data_1767696755.json`, or in `1-1767696755.json`, which quarantine calls a second one.
 */
export function parseAnswerName(name: string): AnswerName | undefined {
  const entry = parseEntryName(name, ".json");
  if (entry !== undefined && isPlausible(entry.unixSeconds)) return entry;
  const [, stem, gz] = /^(.+)\.json(\.gz)?$/.exec(name) ?? [];
  // A leading dot hides what other programs have not finished, or Finder's own files.
  if (stem === undefined || name.startsWith(".")) return undefined;
  return {
    unixSeconds: timeIn(stem),
    turn: 0,
    label: stem.endsWith(`.${invertersLabel}`) ? invertersLabel : undefined,
    compressed: gz !== undefined,
  };
}

function timeIn(stem: string): number | undefined {
  const numbers = [...stem.matchAll(/\d+/g)].map(([digits]) => digits);
  return numbers
    .filter(({ length }) => length === 10 || length === 13)
    .map((digits) => Number(digits.slice(0, 10)))
    .findLast(isPlausible);
}

function isPlausible(unixSeconds: number): boolean {
  return unixSeconds >= earliest && unixSeconds < latest;
}
