import { comparableEnergy } from "./comparable-energy.js";
import type { DayGrid } from "./day-grid.js";
import { leastMembers } from "./inverter-groups.js";
import { quantileOfSorted, sortKnown } from "./median.js";

/** The days of some inverters that are compared, from the grid's first. */
export interface GroupDays {
  /** The comparable energy of the members one after another, day by day, in joules; NaN where it is not known. */
  readonly energy: Float64Array;
  /** The median of it, in joules; NaN where too few are comparable. */
  readonly joules: Float64Array;
  /** That median as a share of what a clear day of the season has; NaN where it is not known. */
  readonly brightness: Float64Array;
}

/** How fast what a clear day has can shrink in autumn, a day. At 52 degrees of latitude it is 1.3 % in October. */
const declineADay = 0.012;

export function groupDays(grid: DayGrid, members: readonly number[]): GroupDays {
  const energy = new Float64Array(grid.days * members.length);
  const joules = new Float64Array(grid.days).fill(Number.NaN);
  const brightness = new Float64Array(grid.days).fill(Number.NaN);
  const ofDay = new Float64Array(members.length);
  const sorted = new Float64Array(members.length);
  let clear = 0;
  for (let day = 0; day < grid.days; day++) {
    comparableEnergy(grid, members, grid.firstDay + day, ofDay);
    energy.set(ofDay, day * members.length);
    clear *= 1 - declineADay;
    const known = sortKnown(ofDay, sorted);
    if (known < Math.min(leastMembers, members.length)) continue;
    const middle = quantileOfSorted(sorted, 0.5, known);
    joules[day] = middle;
    clear = Math.max(clear, middle);
    if (clear > 0) brightness[day] = middle / clear;
  }
  return { energy, joules, brightness };
}
