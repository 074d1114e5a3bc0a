import type { DaySummaryColumns } from "@envoy/archive-reader";
import {
  addDays,
  brightDays,
  brightShare,
  dayNumber,
  type Finding,
  failingInverters,
  groupRatios,
  leastBrightDays,
} from "@envoy/solar-insight";
import { groupsOf } from "./site-groups.js";
import { siteOf } from "./site-task.js";
import { summariesBetween } from "./summaries.js";
import type { Task } from "./task.js";

/** What is known of the health of all panels. Days are counted from 1970-01-01. */
export interface Health {
  /** The last day that counts. */
  readonly until: number;
  readonly findings: readonly (Finding & { readonly days: ComparedDays })[];
  /** The bright days that were looked at last, in order. */
  readonly brightDays: readonly number[];
  /** The inverters that reported in the last year, by their places in the site. */
  readonly inverters: readonly number[];
  /** Those of them of which too few bright days are known, with how many more it takes. */
  readonly learning: readonly { readonly inverter: number; readonly days: number }[];
}

/** Some days of one inverter beside its group, until the last one that counts. */
export interface ComparedDays {
  readonly firstDay: number;
  /** Its energy as a ratio to the median of the others of its group, as a share of its baseline; NaN where that is not known. */
  readonly share: Float64Array;
  readonly isBright: Uint8Array;
}

/** Two seasons of each kind for the baseline, and a year in which something may have gone on. */
const historyDays = 1100;
const recentBrightDays = 7;
/** Before something began, so many days are shown, if they are known. */
const daysBefore = 60;
const yearDays = 365;

export const healthTask: Task<{ readonly today: string }, Health> = async (context, { today }) => {
  const site = siteOf(await context.archive.manifest());
  const lastDay = site.lastDay ?? today;
  // A day that is not over does not count.
  const until = lastDay < today ? lastDay : addDays(today, -1);
  const from = addDays(until, -historyDays);
  const summaries = await summariesBetween(context, site, from, until);
  const groups = groupsOf(site);
  const last = dayNumber(until);
  const bright = brightDays(summaries, groups);
  const brightnessOf = (inverter: number, day: number): number =>
    bright.brightness[inverter]?.[day - bright.firstDay] ?? Number.NaN;
  const isBright = (inverter: number, day: number): boolean =>
    brightnessOf(inverter, day) >= brightShare;
  const ratios = groupRatios(summaries, groups);
  const known = knownDays(summaries, ratios, isBright);
  const inverters = reportingSince(summaries, last - yearDays);
  const findings = failingInverters(summaries, { today: last + 1, groups });
  return {
    until: last,
    brightDays: [...new Set(known.flat())].sort((a, b) => a - b).slice(-recentBrightDays),
    inverters,
    learning: inverters.flatMap((inverter) => {
      const days = leastBrightDays - (known[inverter]?.length ?? 0);
      return days > 0 ? [{ inverter, days }] : [];
    }),
    findings: findings.map((finding) => ({
      ...finding,
      days: comparedDays(summaries, ratios, finding, last, isBright),
    })),
  };
};

/** By inverter, the bright days on which it can be compared. */
function knownDays(
  { inverters, inverter, day }: DaySummaryColumns,
  ratios: Float64Array,
  isBright: (inverter: number, day: number) => boolean,
): readonly (readonly number[])[] {
  const known: number[][] = inverters.map(() => []);
  for (const [row, ratio] of ratios.entries()) {
    const [place, date] = [inverter[row] ?? -1, day[row] ?? Number.NaN];
    if (!Number.isNaN(ratio) && isBright(place, date)) known[place]?.push(date);
  }
  return known;
}

function reportingSince(
  { inverters, inverter, day, periods }: DaySummaryColumns,
  since: number,
): readonly number[] {
  const reporting = new Set<number>();
  for (const [row, date] of day.entries()) {
    if (date >= since && (periods[row] ?? 0) > 0) reporting.add(inverter[row] ?? -1);
  }
  return [...inverters.keys()].filter((place) => reporting.has(place));
}

function comparedDays(
  { inverter, day }: DaySummaryColumns,
  ratios: Float64Array,
  finding: Finding,
  until: number,
  isBright: (inverter: number, day: number) => boolean,
): ComparedDays {
  const first = finding.since - daysBefore;
  const share = new Float64Array(Math.max(0, until - first + 1)).fill(Number.NaN);
  const known = Number.isNaN(finding.baseline) ? 1 : finding.baseline;
  for (const [row, ratio] of ratios.entries()) {
    const date = day[row] ?? Number.NaN;
    if (inverter[row] === finding.inverter && date >= first) share[date - first] = ratio / known;
  }
  const bright = Uint8Array.from(share, (_, i) => Number(isBright(finding.inverter, first + i)));
  // What was before the first reading is not to be drawn.
  const start = Math.max(
    0,
    share.findIndex((value) => !Number.isNaN(value)),
  );
  return { firstDay: first + start, share: share.slice(start), isBright: bright.slice(start) };
}
