import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import { addDays, daysOfMonth, type TimeZone } from "@envoy/solar-insight";
import type { Table } from "apache-arrow";
import type { Config } from "../config/config.js";
import { openToRead } from "../readings/archive-types.js";
import { dailySummary } from "../tables/daily-summary.js";
import { openStored } from "../tables/open-tables.js";
import { ArchiveMonths } from "./archive-months.js";
import { fileVersion } from "./file-version.js";
import { letOthersRun } from "./let-others-run.js";
import { type MonthIndex, monthName, monthOfDay, partitionOf } from "./local-months.js";
import { putOff, readNote, type SummaryNote, writeNote } from "./note.js";
import { SummaryMaker } from "./summary-maker.js";
import { rowsOutside, type SummaryRows, tableOf } from "./summary-rows.js";

/** What was made. */
export interface MadeSummary {
  /** The local months that were made anew, such as "2026-05". */
  readonly months: readonly string[];
  /** Whether time ran out before all that had changed was made. */
  readonly isCut: boolean;
  /** Why months could not be made, a sentence each; they keep the rows that they had. */
  readonly problems: readonly string[];
}

/** Options of {@link makeSummary}. */
export interface MakeSummaryOptions {
  readonly zone: TimeZone;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** After so long no second month is begun, in milliseconds. @default unlimited */
  readonly maxMs?: number;
}

/**
 * Brings the daily summary up to date, year by year: a local month is made from its readings and those of the weeks
 * around it, anew if any of them has changed, so that it is always what making all of it would give. Rejects with
 * `ArchiveError`, Node's system errors or the signal's reason.
 */
export async function makeSummary(
  config: Pick<Config, "parquetArchive" | "site" | "state" | "tablesFolder">,
  { zone, now, signal, maxMs = Number.POSITIVE_INFINITY }: MakeSummaryOptions,
): Promise<MadeSummary> {
  const until = performance.now() + maxMs;
  const isLate = (): boolean => performance.now() > until;
  const archive = await openToRead(config.parquetArchive);
  const months = await ArchiveMonths.open(archive, config.state, { signal, isLate });
  if (months === undefined) return { months: [], isCut: true, problems: [] };
  let note = await readNote(config.state);
  const earlier = Object.keys(note.months).map(monthOfDay);
  // Whoever serves an archive that does not exist yet makes no folders for it.
  if (months.present.length + earlier.length === 0) {
    return { months: [], isCut: false, problems: [] };
  }
  const maker = await SummaryMaker.open(config, zone, months, now);
  const summary = openStored(dailySummary, config.tablesFolder, { timeZone: zone.name });
  const made: string[] = [];
  const problems: string[] = [];
  let isCut = false;
  for (const [year, ofYear] of byYear(maker.monthsAnd(earlier))) {
    const before = await readYear(summary, year, note);
    const remade = new Map<MonthIndex, SummaryRows>();
    for (const month of ofYear) {
      const isStale = before === undefined || note.months[monthName(month)] !== maker.digest(month);
      if (!isStale) continue;
      await letOthersRun(signal);
      // One is made however late it is: on a slow machine, the summary would otherwise never be ended.
      isCut ||= made.length + remade.size > 0 && isLate();
      if (isCut) break;
      const rows = await attempt(problems, () => maker.make(month));
      if (rows !== undefined) remade.set(month, rows);
    }
    if (remade.size === 0) continue;
    const isWritten = await attempt(problems, () => writeYear(summary, year, before, remade));
    if (isWritten === undefined) continue;
    made.push(...[...remade.keys()].map(monthName));
    // After each year, so that the work is kept if this run is stopped.
    note = withYear(before === undefined ? withoutYear(note, year) : note, year, {
      version: fileVersion(summary.path(year)),
      digests: [...remade.keys()].map((month) => [monthName(month), maker.digest(month)]),
    });
    await writeNote(config.state, note);
  }
  if (!isCut) await putOff(config, now, zone.day(addDays(zone.dayOf(now), 1)).from);
  return { months: made, isCut, problems };
}

function byYear(months: readonly MonthIndex[]): ReadonlyMap<Partition, readonly MonthIndex[]> {
  const years = new Map<number, MonthIndex[]>();
  for (const month of months) {
    const { year } = partitionOf(month);
    years.set(year, [...(years.get(year) ?? []), month]);
  }
  return new Map([...years].map(([year, ofYear]) => [{ year, month: 0 }, ofYear]));
}

/** What the file of a year holds, if it is as it was noted; undefined if all of the year has to be made. */
async function readYear(
  summary: ParquetArchive,
  year: Partition,
  note: SummaryNote,
): Promise<Table | undefined> {
  const version = fileVersion(summary.path(year));
  if (note.years[year.year] !== version) return undefined;
  if (version === "") return tableOf([]);
  return attempt([], () => summary.read(year));
}

async function writeYear(
  summary: ParquetArchive,
  year: Partition,
  before: Table | undefined,
  remade: ReadonlyMap<MonthIndex, SummaryRows>,
): Promise<true> {
  const spans = [...remade.keys()].map((month) => {
    const days = daysOfMonth(monthName(month));
    return [days[0] ?? "", days.at(-1) ?? ""] as const;
  });
  const kept = before === undefined ? [] : [rowsOutside(before, spans)];
  const table = tableOf([...kept, ...remade.values()]);
  if (table.numRows > 0) await summary.write(year, table);
  else await rm(dirname(summary.path(year)), { recursive: true, force: true });
  return true;
}

function withYear(
  note: SummaryNote,
  { year }: Partition,
  made: { readonly version: string; readonly digests: readonly (readonly [string, string])[] },
): SummaryNote {
  return {
    ...note,
    months: { ...note.months, ...Object.fromEntries(made.digests) },
    years: { ...note.years, [year]: made.version },
  };
}

function withoutYear(note: SummaryNote, { year }: Partition): SummaryNote {
  const months = Object.entries(note.months).filter(
    ([name]) => Number(name.slice(0, -"-05".length)) !== year,
  );
  return { ...note, months: Object.fromEntries(months) };
}

/** Undefined if a file cannot be read or written, which the problems then say. */
async function attempt<T>(problems: string[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
