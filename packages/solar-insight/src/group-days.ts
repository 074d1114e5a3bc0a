import { comparableEnergy } from "./comparable-energy.js";
import type { DayGrid } from "./day-grid.js";
import { leastMembers } from "./inverter-groups.js";
import { quantileOfSorted } from "./median.js";
import { at } from "./readings.js";

/** The days of some inverters that are compared, from the grid's first. */
export interface GroupDays {
  /** For each member, its comparable energy on each day, in joules; NaN where it is not known. */
  readonly energy: readonly Float64Array[];
  /** The median of it, in joules; NaN where too few are comparable. */
  readonly joules: Float64Array;
  /** That median as a share of what a clear day of the season has; NaN where it is not known. */
  readonly brightness: Float64Array;
}

/** How fast what a clear day has can shrink in autumn, a day. At 52 degrees of latitude it is 1.3 % in October. */
const declineADay = 0.012;

export function groupDays(grid: DayGrid, members: readonly number[]): GroupDays {
  const energy = members.map(() => new Float64Array(grid.days));
  const joules = new Float64Array(grid.days).fill(Number.NaN);
  const brightness = new Float64Array(grid.days).fill(Number.NaN);
  let clear = 0;
  for (let day = 0; day < grid.days; day++) {
    const ofDay = comparableEnergy(grid, members, grid.firstDay + day);
    for (const [place, ofMember] of energy.entries()) ofMember[day] = at(ofDay, place);
    clear *= 1 - declineADay;
    const known = ofDay.filter((value) => !Number.isNaN(value)).sort();
    if (known.length < Math.min(leastMembers, members.length)) continue;
    joules[day] = quantileOfSorted(known, 0.5);
    clear = Math.max(clear, at(joules, day));
    if (clear > 0) brightness[day] = at(joules, day) / clear;
  }
  return { energy, joules, brightness };
}
