import { brightShare } from "./bright-days.js";
import type { DayGrid } from "./day-grid.js";
import { type GroupDays, groupDays } from "./group-days.js";
import { median } from "./median.js";
import { type LowLimits, MemberWatch } from "./member-watch.js";
import { at } from "./readings.js";
import { similarMembers } from "./similar-members.js";

/** The members of a group as they are on the last day that was watched. */
export interface WatchedGroup {
  readonly members: readonly number[];
  readonly days: GroupDays;
  /** In the order of the members. */
  readonly watches: readonly MemberWatch[];
}

/** How many bright days pass until it is asked anew who is like whom. */
const similarFor = 15;

/** How many bright days were not noticed yet, if something fell. */
const unnoticedDays = 7;

/** Follows the members of a group through its bright days, before a day. */
export function watchGroup(
  grid: DayGrid,
  members: readonly number[],
  before: number,
  limits: LowLimits,
): WatchedGroup {
  const days = groupDays(grid, members);
  const watches = members.map(() => new MemberWatch(limits));
  const count = Math.min(grid.days, before - grid.firstDay);
  let similar: readonly (readonly number[])[] = [];
  let brightCount = 0;
  for (let place = 0; place < count; place++) {
    if (!(at(days.brightness, place) >= brightShare)) continue;
    if (brightCount % similarFor === 0) {
      similar = similarMembers(
        watches.map(({ logRatios }) => logRatios),
        brightCount - unnoticedDays,
      );
    }
    brightCount++;
    addBrightDay({ grid, members, days, watches, similar, place });
  }
  return { members, days, watches };
}

interface BrightDayOfGroup extends WatchedGroup {
  readonly grid: DayGrid;
  readonly similar: readonly (readonly number[])[];
  readonly place: number;
}

function addBrightDay(of: BrightDayOfGroup): void {
  const { grid, members, days, watches, similar, place } = of;
  const { peakWatts, errorSeconds } = grid.summaries;
  const day = grid.firstDay + place;
  const rows = members.map((member) => grid.row(member, day));
  const peaks = rows.map((row) => at(peakWatts, row));
  const errors = rows.map((row) => at(errorSeconds, row));
  const [peak, error] = [median(peaks), median(errors)];
  const ratios = days.energy.map((energy) => at(energy, place) / at(days.joules, place));
  const peakRatios = peaks.map((watts) => watts / peak);
  const levels = watches.map(({ baseline }) => baseline.on(day));
  const shares = ratios.map((ratio, i) => ratio / (levels[i]?.level ?? Number.NaN));
  const peakShares = peakRatios.map(
    (ratio, i) => ratio / (watches[i]?.peakBaseline.on(day)?.level ?? Number.NaN),
  );
  const isWell = watches.map(({ spell }) => spell === undefined);
  for (const [i, watch] of watches.entries()) {
    if (Number.isNaN(at(ratios, i))) {
      watch.logRatios.push(Number.NaN);
      continue;
    }
    const others = othersMedian(shares, isWell, i);
    const like = similar[i]?.find((other) => isWell[other] === true && at(shares, other) > 0);
    // Those who see the same sun may all have less of it than the rest of the group.
    const reference = Math.min(others, like === undefined ? others : at(shares, like));
    watch.add(
      {
        day,
        ratio: at(ratios, i),
        peakRatio: at(peakRatios, i),
        share: at(shares, i) / reference,
        peakShare: at(peakShares, i) / othersMedian(peakShares, isWell, i),
        errorSeconds: at(errors, i) - error,
      },
      levels[i]?.basis === "season",
    );
  }
}

/** The median of the others, if possible of those that are well. */
function othersMedian(values: readonly number[], isWell: readonly boolean[], own: number): number {
  const others = values.filter((value, i) => i !== own && !Number.isNaN(value));
  const well = values.filter((value, i) => i !== own && isWell[i] && !Number.isNaN(value));
  return median(well.length >= 2 ? well : others);
}
