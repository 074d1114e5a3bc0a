import type { DaySummaries, MissingReason } from "@envoy/solar-insight";

/** Days in a row of which readings are missing, for the same reason and the same inverters. */
export interface DaysWithGap {
  /** In days since 1970-01-01. */
  readonly from: number;
  readonly to: number;
  readonly isOfAll: boolean;
  readonly inverters: readonly number[];
  /** The longest gap of an inverter, all its days together. */
  readonly seconds: number;
  /** What the counters say that they held, all inverters together; NaN if none of it is known. */
  readonly joules: number;
  /** Whether there are gaps whose energy is not known. */
  readonly hasUnknown: boolean;
}

interface Rows {
  readonly inverter: number;
  readonly seconds: number;
  readonly joules: number;
}

/** The days of some that have gaps, the newest first. */
export function daysWithGaps(
  summaries: DaySummaries,
  {
    firstDay,
    days,
    reason,
  }: {
    readonly firstDay: number;
    readonly days: number;
    readonly reason: (inverter: number, day: number) => MissingReason | undefined;
  },
): readonly DaysWithGap[] {
  const byDay = new Map<number, { readonly all: Rows[]; readonly alone: Rows[] }>();
  for (let row = 0; row < summaries.day.length; row++) {
    const day = summaries.day[row] ?? Number.NaN;
    const seconds = summaries.gapSeconds[row] ?? 0;
    if (!(day >= firstDay && day < firstDay + days && seconds > 0)) continue;
    const inverter = summaries.inverter[row] ?? -1;
    const ofDay = byDay.get(day) ?? { all: [], alone: [] };
    byDay.set(day, ofDay);
    const rows = reason(inverter, day) === "alone" ? ofDay.alone : ofDay.all;
    rows.push({ inverter, seconds, joules: summaries.gapJoules[row] ?? Number.NaN });
  }
  const found: DaysWithGap[] = [];
  for (const [day, { all, alone }] of [...byDay].sort(([a], [b]) => a - b)) {
    if (all.length > 0) add(found, gapOf(day, all, true));
    if (alone.length > 0) add(found, gapOf(day, alone, false));
  }
  return found.sort((a, b) => b.to - a.to);
}

function gapOf(day: number, rows: readonly Rows[], isOfAll: boolean): DaysWithGap {
  const known = rows.filter(({ joules }) => !Number.isNaN(joules));
  return {
    from: day,
    to: day,
    isOfAll,
    inverters: rows.map(({ inverter }) => inverter).sort((a, b) => a - b),
    seconds: Math.max(...rows.map(({ seconds }) => seconds)),
    joules: known.length === 0 ? Number.NaN : known.reduce((sum, { joules }) => sum + joules, 0),
    hasUnknown: known.length < rows.length,
  };
}

/** Adds a day's gap, to that of the day before if it is the same inverters'. */
function add(found: DaysWithGap[], gap: DaysWithGap): void {
  const place = found.findLastIndex(
    ({ to, isOfAll, inverters }) =>
      to === gap.from - 1 && isOfAll === gap.isOfAll && String(inverters) === String(gap.inverters),
  );
  const before = found[place];
  if (before === undefined) {
    found.push(gap);
    return;
  }
  const isKnown = !Number.isNaN(before.joules) || !Number.isNaN(gap.joules);
  found[place] = {
    ...before,
    to: gap.to,
    seconds: before.seconds + gap.seconds,
    joules: isKnown ? (before.joules || 0) + (gap.joules || 0) : Number.NaN,
    hasUnknown: before.hasUnknown || gap.hasUnknown,
  };
}
