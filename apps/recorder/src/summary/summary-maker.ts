import { createHash } from "node:crypto";
import { addDays, summariseDays, type TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { gapsOfDays } from "../insight/site-gaps.js";
import { joinReadings } from "../readings/reading-columns.js";
import type { ArchiveMonths } from "./archive-months.js";
import { expectedRows } from "./expected-rows.js";
import { closedDays, type MonthIndex, monthOfDay } from "./local-months.js";
import { ReportFiles } from "./report-files.js";
import { rowsOf, type SummaryRows } from "./summary-rows.js";

/** No reading is older than 1970, whatever folders there are. */
const firstMonth = monthOfDay("1969-12-31");

/** Makes the rows of local months. */
export class SummaryMaker {
  readonly #config: Pick<Config, "state" | "tablesFolder">;
  readonly #zone: TimeZone;
  readonly #months: ArchiveMonths;
  readonly #reports: ReportFiles;
  readonly #lastClosed: string;

  private constructor(
    config: Pick<Config, "state" | "tablesFolder">,
    zone: TimeZone,
    months: ArchiveMonths,
    reports: ReportFiles,
    lastClosed: string,
  ) {
    this.#config = config;
    this.#zone = zone;
    this.#months = months;
    this.#reports = reports;
    this.#lastClosed = lastClosed;
  }

  /** `now` in milliseconds since 1970. Rejects with Node's system errors. */
  static async open(
    config: Pick<Config, "state" | "tablesFolder">,
    zone: TimeZone,
    months: ArchiveMonths,
    now: number,
  ): Promise<SummaryMaker> {
    // A clock that went back does not open the days again that the archive has readings of.
    const today = zone.dayOf(Math.max(now, months.last ?? now));
    const reports = await ReportFiles.list(config);
    return new SummaryMaker(config, zone, months, reports, addDays(today, -1));
  }

  /** The local months that may have rows, in order; also those that had some, which the archive may have lost. */
  monthsAnd(earlier: readonly MonthIndex[]): readonly MonthIndex[] {
    const near = this.#months.present.flatMap((month) => [month - 1, month, month + 1]);
    const last = monthOfDay(this.#lastClosed);
    return [...new Set([...near, ...earlier])]
      .filter((month) => month >= firstMonth && month <= last)
      .sort((a, b) => a - b);
  }

  /** Tells whether a month would have other rows than before. */
  digest(month: MonthIndex): string {
    const { around, days } = closedDays(this.#zone, month, this.#lastClosed);
    const madeFrom = [
      this.#zone.name,
      days.length,
      around.to,
      this.#months.digestAround(month),
      this.#reports.versionsAround(around),
    ];
    return createHash("sha256").update(JSON.stringify(madeFrom)).digest("hex").slice(0, 16);
  }

  /** The rows of a month's days that are over. Rejects with `ArchiveError` if a file cannot be read. */
  async make(month: MonthIndex): Promise<SummaryRows> {
    const { days, around } = closedDays(this.#zone, month, this.#lastClosed);
    const readings = joinReadings(await this.#months.around(month), around);
    const until = this.#zone.day(this.#lastClosed).to;
    const found = await gapsOfDays(this.#config, this.#zone, readings, days, until);
    const summaries = summariseDays(readings, days, found);
    return rowsOf(summaries, expectedRows(summaries, readings, days));
  }
}
