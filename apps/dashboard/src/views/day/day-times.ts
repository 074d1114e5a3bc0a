import type { Day } from "../../data/use-task.js";
import { clockTime } from "../../format/date.js";

/** The steps of a day that its picture shows: those of which something is known, and an hour around them at most. */
export interface ShownSteps {
  readonly first: number;
  /** The one after the last. */
  readonly end: number;
}

export function shownSteps({ total, gaps, from, stepMs }: Day): ShownSteps {
  const perHour = 3_600_000 / stepMs;
  let [first, last] = [total.length, -1];
  for (let step = 0; step < total.length; step++) {
    if (Number.isNaN(total[step])) continue;
    first = Math.min(first, step);
    last = Math.max(last, step);
  }
  for (const gap of gaps) {
    first = Math.min(first, Math.floor((gap.from - from) / stepMs));
    last = Math.max(last, Math.ceil((gap.to - from) / stepMs) - 1);
  }
  if (last < first) return { first: 0, end: total.length };
  return {
    first: Math.max(0, Math.floor(first / perHour) * perHour),
    end: Math.min(total.length, Math.ceil((last + 1) / perHour) * perHour),
  };
}

/**
 * What each step is called in an address: its local time. Where clocks are put back, an hour comes twice, and
 * its second time is marked.
 */
export function stepNames({ from, stepMs, total }: Day, zone: string): readonly string[] {
  const seen = new Set<string>();
  return Array.from(total, (_, step) => {
    const time = clockTime(from + step * stepMs, zone);
    const name = seen.has(time) ? `${time}~2` : time;
    seen.add(time);
    return name;
  });
}
