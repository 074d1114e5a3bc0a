import { comparableEnergy } from "./comparable-energy.js";
import { dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { type InverterGroup, leastMembers, peersOf } from "./inverter-groups.js";
import { medianOfOthers, sortKnown } from "./median.js";
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
  for (const ofGroup of new Set(peers)) {
    const { members } = ofGroup;
    const energy = new Float64Array(members.length);
    const sorted = new Float64Array(members.length);
    for (let day = grid.firstDay; day < grid.firstDay + grid.days; day++) {
      comparableEnergy(grid, members, day, energy);
      const known = sortKnown(energy, sorted);
      if (known < leastMembers) continue;
      for (let i = 0; i < members.length; i++) {
        const member = at(members, i);
        const own = at(energy, i);
        // The site serves a small group, but not the others in it.
        if (peers[member] !== ofGroup || Number.isNaN(own)) continue;
        const others = medianOfOthers(sorted, own, known);
        if (others > 0) ratios[grid.row(member, day)] = own / others;
      }
    }
  }
  return ratios;
}
