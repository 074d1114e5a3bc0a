import type { DayGrid } from "./day-grid.js";
import { at } from "./readings.js";
import type { WatchedGroup } from "./watch-group.js";

/** An inverter that makes less than this share of what its group makes is dead. */
export const deadShare = 0.02;

/** A day on which the others make this share of a clear one is one on which that is noticed. */
const noticeShare = 0.25;

/** On so many of them in a row. */
const leastDays = 3;

/** The days at the end, before another, on which a member reported and made nothing while the others did. */
export interface DeadDays {
  readonly since: number;
  readonly days: number;
}

export function deadDaysOf(
  grid: DayGrid,
  { days, members }: WatchedGroup,
  place: number,
  before: number,
): DeadDays | undefined {
  let count = 0;
  let since = before;
  for (let i = Math.min(grid.days, before - grid.firstDay) - 1; i >= 0; i--) {
    const share = at(days.energy, i * members.length + place) / at(days.joules, i);
    if (!(at(days.brightness, i) >= noticeShare) || Number.isNaN(share)) continue;
    if (share >= deadShare) break;
    count++;
    since = grid.firstDay + i;
  }
  return count < leastDays ? undefined : { since, days: count };
}
