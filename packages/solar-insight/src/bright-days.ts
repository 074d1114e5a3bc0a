import { dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { type GroupDays, groupDays } from "./group-days.js";
import { type InverterGroup, type Peers, peersOf } from "./inverter-groups.js";

/** How bright days were, by inverter. Inverters of one group have the same arrays. */
export interface BrightDays {
  /** The day of the first place, in days since 1970-01-01; the others follow it. */
  readonly firstDay: number;
  /** For each inverter, the median energy of its group on each day, in joules; NaN where too few are comparable. */
  readonly groupJoules: readonly Float64Array[];
  /** For each inverter, that median as a share of what a clear day of the season has; NaN where it is not known. */
  readonly brightness: readonly Float64Array[];
}

/** A day that has this share of what a clear day of the season has is bright. */
export const brightShare = 0.6;

/**
 * How bright days were for their season, by what each group itself made: its median, as a share of the best days until then, of
 * which each counts for 1.2 % less with every day, since days get shorter. What is said of a day does not depend
 * on later ones. A day is bright if its share is at least {@link brightShare}.
 */
export function brightDays(
  summaries: DaySummaries,
  groups: readonly InverterGroup[] = [],
): BrightDays {
  const grid = dayGrid(summaries);
  const known = new Map<Peers, GroupDays>();
  const ofInverters = peersOf(summaries.inverters, groups).map((ofGroup) => {
    const days = known.get(ofGroup) ?? groupDays(grid, ofGroup.members);
    known.set(ofGroup, days);
    return days;
  });
  return {
    firstDay: grid.firstDay,
    groupJoules: ofInverters.map(({ joules }) => joules),
    brightness: ofInverters.map(({ brightness }) => brightness),
  };
}
