import type { Table } from "apache-arrow";
import { fileOf, type SourceFileState, type SourceState } from "../landing/source-state.js";
import { periodOf } from "./partition-period.js";
import type { Listing } from "./source.js";

/** What is known after files of a month were dealt with, whose rows are in the landing. */
export function afterFiles(
  state: SourceState,
  files: ReadonlyMap<string, SourceFileState>,
  rows: readonly Table[],
  now: number,
): SourceState {
  const inverters = new Set(state.inverters);
  let first = state.first ?? Number.POSITIVE_INFINITY;
  let last = state.last ?? Number.NEGATIVE_INFINITY;
  for (const table of rows) {
    for (const name of serialsOf(table)) inverters.add(name);
    for (const { values, length } of table.getChild("period_end_time")?.data ?? []) {
      for (let row = 0; row < length; row++) {
        const time = Number(values[row]) / 1000;
        first = Math.min(first, time);
        last = Math.max(last, time);
      }
    }
  }
  const isKnown = first <= last;
  return {
    ...state,
    files: { ...state.files, ...Object.fromEntries(files) },
    inverters: [...inverters].sort(),
    first: isKnown ? first : null,
    last: isKnown ? last : null,
    pulledAt: new Date(now).toISOString(),
  };
}

/** Those that rows have: a dictionary may have others, too. */
function serialsOf(table: Table): ReadonlySet<string> {
  const serials = new Set<string>();
  for (const chunk of table.getChild("serial_number")?.data ?? []) {
    const names: readonly unknown[] = chunk.dictionary?.toArray() ?? [];
    for (const code of new Set<unknown>(chunk.values.subarray(0, chunk.length))) {
      serials.add(String(names[Number(code)]));
    }
  }
  return serials;
}

/**
 * What is known after a listing whose changed files were all dealt with. By what it was listed with, the next pull asks only
 * for changes; after `problem`, it asks for everything.
 */
export function afterListing(
  state: SourceState,
  listing: Listing,
  problem: string | undefined,
): SourceState {
  const present = new Set(listing.files.map(({ path }) => path));
  const files: [string, SourceFileState][] = [];
  for (const [path, { isGone: _, ...file }] of Object.entries(state.files)) {
    if (present.has(path)) files.push([path, file]);
    // Of one that was never taken, there is nothing to remember.
    else if (file.rows > 0) files.push([path, { ...file, isGone: true }]);
  }
  const { etag: _, commit: __, problem: ___, timeZone, ...kept } = state;
  return {
    ...kept,
    ...optional("timeZone", listing.timeZone ?? timeZone),
    ...(problem === undefined
      ? { ...optional("etag", listing.etag), ...optional("commit", listing.commit) }
      : { problem }),
    files: Object.fromEntries(files),
  };
}

/** The months of which a source has no file any more, but had one before. */
export function goneMonths(before: SourceState, after: SourceState): readonly string[] {
  const present = new Set<string>();
  const gone = new Set<string>();
  for (const [path, { isGone }] of Object.entries(after.files)) {
    const { key } = periodOf(path);
    if (!isGone) present.add(key);
    else if (!fileOf(before, path)?.isGone) gone.add(key);
  }
  return [...gone].filter((key) => !present.has(key)).sort();
}

/** Whether two states say the same. */
export function isSameState(a: SourceState, b: SourceState): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function optional<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [key in K]?: string } {
  const field: { [key in K]?: string } = {};
  if (value !== undefined) field[key] = value;
  return field;
}
