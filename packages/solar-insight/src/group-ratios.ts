import { comparableEnergy, medianOfOthers } from "./comparable-energy.js";
import { dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { type InverterGroup, leastMembers, peersOf } from "./inverter-groups.js";
import { at } from "./readings.js";

/**
 * For each row of summaries, the ratio of its energy to the median of the other members of its group that day.
 * NaN where too much of the day is missing, or fewer than three members are comparable. The whole site
 * is the group of an inverter whose group has fewer than three members.
 */
export function groupRatios(
  summaries: DaySummaries,
  groups: readonly InverterGroup[] = [],
): Float64Array {
  const grid = dayGrid(summaries);
  const ratios = new Float64Array(summaries.day.length).fill(Number.NaN);
  const peers = peersOf(summaries.inverters, groups);
  for (const members of new Set(peers)) {
    for (let day = grid.firstDay; day < grid.firstDay + grid.days; day++) {
      const energy = comparableEnergy(grid, members, day);
      const sorted = energy.filter((joules) => !Number.isNaN(joules)).sort();
      if (sorted.length < leastMembers) continue;
      for (const [place, member] of members.entries()) {
        // The site serves a small group, but not the others in it.
        if (peers[member] !== members) continue;
        const own = at(energy, place);
        const others = medianOfOthers(sorted, sorted.indexOf(own));
        if (!Number.isNaN(own) && others > 0) ratios[grid.row(member, day)] = own / others;
      }
    }
  }
  return ratios;
}
