import type { Day, DayGap } from "../../data/use-task.js";

/** The power of all inverters together, by what it is the sum of. NaN where a series does not tell. */
export interface KnownTotal {
  /** Where all report that should. */
  readonly whole: Float64Array;
  /** Where some are missing: the sum of the others. */
  readonly partial: Float64Array;
}

/** How long inverters take to report in turn, at most. Who is missing for longer is missing by itself. */
const periodMs = 1_200_000;

type GappyDay = Pick<Day, "from" | "stepMs" | "total" | "reporting" | "gaps">;

/**
 * Inverters report in turn: around a gap of all, the sum falls to that of a few before it ends. Such
 * steps belong to the gap, since nothing tells that less was produced.
 */
export function knownTotal(day: GappyDay): KnownTotal {
  const whole = Float64Array.from(day.total);
  const partial = new Float64Array(whole.length).fill(Number.NaN);
  // Those of all are last: among a gap of some, too, nothing is known then.
  const gaps = day.gaps.toSorted((a, b) => Number(a.isOfAll) - Number(b.isOfAll));
  for (const gap of gaps) {
    const [first, end] = stepsOfGap(day, gap);
    for (let step = Math.max(0, Math.floor(first)); step < Math.min(whole.length, end); step++) {
      partial[step] = gap.isOfAll ? Number.NaN : (day.total[step] ?? Number.NaN);
      whole[step] = Number.NaN;
    }
  }
  return { whole, partial };
}

/** From where to where a gap is, in steps; one of all with the steps around it in which not everybody reports yet. */
export function stepsOfGap(
  { from: start, stepMs, reporting }: GappyDay,
  { from, to, inverters, isOfAll }: DayGap,
): readonly [number, number] {
  let [first, end] = [(from - start) / stepMs, (to - start) / stepMs];
  if (!isOfAll) return [first, end];
  const isPartial = (step: number): boolean => {
    const count = reporting[step] ?? 0;
    return count > 0 && count < inverters.length;
  };
  const [least, most] = [first - periodMs / stepMs, end + periodMs / stepMs];
  while (first > least && isPartial(Math.ceil(first) - 1)) first = Math.ceil(first) - 1;
  while (end < most && isPartial(Math.floor(end))) end = Math.floor(end) + 1;
  return [first, end];
}
