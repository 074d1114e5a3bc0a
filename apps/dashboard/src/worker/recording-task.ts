import type { DaySummaryColumns, Manifest } from "@envoy/archive-reader";
import { addDays, coverage, type MissingReason } from "@envoy/solar-insight";
import { type DaysWithGap, daysWithGaps } from "./days-with-gaps.js";
import { siteOf } from "./site-task.js";
import { summariesBetween } from "./summaries.js";
import type { Task } from "./task.js";

/** What of some days was recorded, and what the archive consists of. */
export interface Recording {
  /** In days since 1970-01-01. */
  readonly firstDay: number;
  readonly days: number;
  /** By inverter, the share of each day's daylight; NaN where none is expected. */
  readonly share: readonly Float32Array[];
  /** By inverter and day, why something is missing. */
  readonly reasons: readonly (readonly (MissingReason | undefined)[])[];
  /** The newest first. */
  readonly gaps: readonly DaysWithGap[];
  readonly tables: readonly ArchiveTable[];
}

/** The files of one table, together. */
export interface ArchiveTable {
  readonly name: keyof Manifest["tables"];
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

/** Days around those that are asked for tell how many periods a day has. */
const contextDays = 7;

export const recordingTask: Task<
  { readonly until: string; readonly days: number },
  Recording
> = async (context, { until, days }) => {
  const manifest = await context.archive.manifest();
  const site = siteOf(manifest);
  const first = addDays(until, 1 - days);
  const summaries = await summariesBetween(context, site, addDays(first, -contextDays), until);
  return {
    ...recordingOf(summaries, Math.floor(Date.parse(first) / dayMs), days),
    tables: tablesOf(manifest),
  };
};

const dayMs = 86_400_000;

function recordingOf(
  summaries: DaySummaryColumns,
  firstDay: number,
  days: number,
): Omit<Recording, "tables"> {
  const known = coverage(summaries);
  const places = Array.from({ length: days }, (_, i) => firstDay + i);
  const share = known.share.map((ofInverter) =>
    Float32Array.from(places, (day) => ofInverter[day - known.firstDay] ?? Number.NaN),
  );
  const reasons = share.map((_, inverter) => places.map((day) => known.reason(inverter, day)));
  const gaps = daysWithGaps(summaries, { firstDay, days, reason: known.reason });
  return { firstDay, days, share, reasons, gaps };
}

function tablesOf({ tables }: Manifest): readonly ArchiveTable[] {
  const names = Object.keys(tables) as (keyof Manifest["tables"])[];
  return names.flatMap((name) => {
    const files = tables[name];
    if (files.length === 0) return [];
    const sum = (of: "rows" | "bytes"): number =>
      files.reduce((total, file) => total + file[of], 0);
    return [{ name, files: files.length, rows: sum("rows"), bytes: sum("bytes") }];
  });
}
