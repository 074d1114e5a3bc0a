import { ArchiveError } from "@envoy/parquet-archive";
import { isDay, isMonth, type TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asStorageError, runAgain } from "../errors/storage-error.js";
import { siteTimeZone } from "../insight/site-readings.js";
import { countPolls, openBuffer } from "../poll/buffer.js";
import { printLine, writeTo } from "../print-line.js";
import type { Run } from "../run.js";
import { dayCsv, gapsCsv, monthCsv } from "../show/csv.js";
import { type DayData, readDay } from "../show/day-data.js";
import { dayText } from "../show/day-text.js";
import { gapList } from "../show/gap-list.js";
import { readMonth } from "../show/month-data.js";
import { monthText } from "../show/month-text.js";

/** Options of {@link show}. */
export interface ShowOptions {
  /** A local date. @default today */
  readonly day?: string;
  /** A local month, instead of a day. */
  readonly month?: string;
  /** Serial numbers or names; all inverters if there are none. */
  readonly inverter: readonly string[];
  readonly csv: boolean;
  /** The times without readings, instead of the curve or calendar. */
  readonly gaps: boolean;
}

/** Prints a day's curve or a month's calendar from the archive. */
export async function show(run: Run, options: ShowOptions): Promise<ExitCode> {
  const { config } = run;
  const zone = siteTimeZone(config);
  const now = Date.now();
  const { month, day = zone.dayOf(now), inverter, csv, gaps } = options;
  checkDates(options, zone.dayOf(now));
  try {
    if (month === undefined) {
      const data = await readDay(config, zone, day, inverter, now);
      const isEmpty = Number.isNaN(data.joules) && data.gaps.length === 0;
      if (gaps) printGaps(config, data, day, csv);
      else if (csv) writeTo(process.stdout, dayCsv(config, data));
      else printLine(isEmpty ? nothing(day) : dayText(config, data, columns()));
    } else {
      const data = await readMonth(config, zone, month, inverter, now);
      const isEmpty = data.days.every(({ joules }) => Number.isNaN(joules));
      if (gaps) printGaps(config, data, month, csv);
      else if (csv) writeTo(process.stdout, monthCsv(config, data));
      else printLine(isEmpty ? nothing(month) : monthText(data, columns()));
    }
    if (!csv) await sayWhatWaits(run, zone, now, month ?? day);
    return exitCode.ok;
  } catch (cause) {
    if (cause instanceof ArchiveError) {
      throw new RecorderError(exitCode.storage, cause.message, { cause });
    }
    throw asStorageError("The archive could not be read", cause, runAgain);
  }
}

function printGaps(
  config: Config,
  { energies, zone }: Pick<DayData, "energies" | "zone">,
  time: string,
  csv: boolean,
): void {
  if (csv) writeTo(process.stdout, gapsCsv(config, energies, zone));
  else printLine(gapList(config, energies, zone, time));
}

function checkDates({ day, month }: ShowOptions, today: string): void {
  const problem =
    day !== undefined && month !== undefined
      ? "--day and --month exclude each other; give one of them."
      : day !== undefined && !isDay(day)
        ? `--day should be a date such as ${today}, is "${day}".`
        : month !== undefined && !isMonth(month)
          ? `--month should be a month such as ${today.slice(0, 7)}, is "${month}".`
          : (day ?? month ?? "") > today
            ? `${day ?? month} is in the future; today is ${today}.`
            : undefined;
  if (problem !== undefined) throw new RecorderError(exitCode.config, problem);
}

function nothing(time: string): string {
  return `Nothing is archived of ${time}. To see what there is: envoy-recorder status`;
}

/** Polls of today, or of this month, may not be archived yet. */
async function sayWhatWaits(
  { config }: Run,
  zone: TimeZone,
  now: number,
  shown: string,
): Promise<void> {
  if (!zone.dayOf(now).startsWith(shown)) return;
  const waiting = await countPolls(openBuffer(config));
  if (waiting === 0) return;
  printLine();
  const polls = waiting === 1 ? ["1 poll waits", "is"] : [`${waiting} polls wait`, "are"];
  printLine(
    `${polls.join(" in the buffer and ")} not shown; to archive now: envoy-recorder flush --force`,
  );
}

const mostColumns = 140;

/** Of the terminal; 80 where there is none. */
function columns(): number {
  return Math.min(process.stdout.columns || 80, mostColumns);
}
