import { brightShare } from "./bright-days.js";
import type { DayGrid } from "./day-grid.js";
import { type GroupDays, groupDays } from "./group-days.js";
import { median, medianOfOthers, quantileOfSorted, sortKnown } from "./median.js";
import { type MemberLimits, MemberWatch } from "./member-watch.js";
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

/** How many days are watched: two seasons of each kind for the baseline, and a year in which something may have gone on. */
const watchedDays = 1100;

/** How many bright days were not noticed yet, if something fell. */
const unnoticedDays = 7;

/** Follows the members of a group through its bright days, before a day. */
export function watchGroup(
  grid: DayGrid,
  members: readonly number[],
  before: number,
  limits: MemberLimits,
): WatchedGroup {
  const days = groupDays(grid, members);
  const watches = members.map(() => new MemberWatch(limits));
  const count = Math.min(grid.days, before - grid.firstDay);
  const columns = columnsOf(members.length);
  let similar: readonly (readonly number[])[] = [];
  let brightCount = 0;
  for (let place = Math.max(0, count - watchedDays); place < count; place++) {
    if (!(at(days.brightness, place) >= brightShare)) continue;
    if (brightCount % similarFor === 0) {
      similar = similarMembers(
        watches.map(({ logRatios }) => logRatios),
        brightCount - unnoticedDays,
      );
    }
    brightCount++;
    addBrightDay(grid, { members, days, watches }, place, similar, columns);
  }
  return { members, days, watches };
}

/** What is calculated for each member on a bright day; the same arrays serve all days. */
interface DayColumns {
  readonly ratios: Float64Array;
  readonly shares: Float64Array;
  readonly peakRatios: Float64Array;
  readonly peakShares: Float64Array;
  readonly errors: Float64Array;
  readonly references: Float64Array;
  readonly peakReferences: Float64Array;
  readonly isWell: Uint8Array;
  readonly sorted: Float64Array;
  readonly sortedWell: Float64Array;
}

function columnsOf(members: number): DayColumns {
  const column = (): Float64Array => new Float64Array(members);
  return {
    ratios: column(),
    shares: column(),
    peakRatios: column(),
    peakShares: column(),
    errors: column(),
    references: column(),
    peakReferences: column(),
    isWell: new Uint8Array(members),
    sorted: column(),
    sortedWell: column(),
  };
}

function addBrightDay(
  grid: DayGrid,
  { members, days, watches }: WatchedGroup,
  place: number,
  similar: readonly (readonly number[])[],
  columns: DayColumns,
): void {
  const { peakWatts, errorSeconds } = grid.summaries;
  const { ratios, shares, peakRatios, peakShares, errors, references, peakReferences } = columns;
  const day = grid.firstDay + place;
  for (let i = 0; i < members.length; i++) {
    const row = grid.row(at(members, i), day);
    ratios[i] = at(days.energy, place * members.length + i) / at(days.joules, place);
    peakRatios[i] = at(peakWatts, row);
    errors[i] = at(errorSeconds, row);
  }
  const [peak, error] = [median(peakRatios), median(errors)];
  for (const [i, { baseline, peakBaseline, spell }] of watches.entries()) {
    columns.isWell[i] = Number(spell === undefined);
    peakRatios[i] = at(peakRatios, i) / peak;
    shares[i] = at(ratios, i) / (baseline.on(day)?.level ?? Number.NaN);
    peakShares[i] = at(peakRatios, i) / (peakBaseline.on(day)?.level ?? Number.NaN);
  }
  othersMedians(shares, columns, references);
  othersMedians(peakShares, columns, peakReferences);
  for (const [i, watch] of watches.entries()) {
    if (Number.isNaN(at(ratios, i))) {
      watch.logRatios.push(Number.NaN);
      continue;
    }
    const others = at(references, i);
    const like = similar[i]?.find((other) => columns.isWell[other] === 1 && at(shares, other) > 0);
    // Those who see the same sun may all have less of it than the rest of the group.
    const least = like === undefined ? others : Math.min(others, at(shares, like));
    watch.add(
      {
        day,
        ratio: at(ratios, i),
        peakRatio: at(peakRatios, i),
        share: at(shares, i) / least,
        peakShare: at(peakShares, i) / at(peakReferences, i),
        errorSeconds: at(errors, i) - error,
      },
      watch.baseline.on(day)?.seasonLow ?? 0,
    );
  }
}

/** The median of the others of each place, if possible of those that are well. */
function othersMedians(values: Float64Array, columns: DayColumns, into: Float64Array): void {
  const { isWell, sorted, sortedWell } = columns;
  const count = sortKnown(values, sorted);
  for (let i = 0; i < values.length; i++) into[i] = isWell[i] === 1 ? at(values, i) : Number.NaN;
  const wellCount = sortKnown(into, sortedWell);
  for (let i = 0; i < values.length; i++) {
    const own = at(values, i);
    const isIn = isWell[i] === 1 && !Number.isNaN(own);
    if (wellCount - Number(isIn) < 2) into[i] = medianOfOthers(sorted, own, count);
    else if (isIn) into[i] = medianOfOthers(sortedWell, own, wellCount);
    else into[i] = quantileOfSorted(sortedWell, 0.5, wellCount);
  }
}
