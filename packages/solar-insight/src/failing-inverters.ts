import { type DayGrid, dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { deadDaysOf, deadShare } from "./dead-days.js";
import type { Finding } from "./finding.js";
import { type InverterGroup, peersOf } from "./inverter-groups.js";
import { lostEnergy } from "./lost-energy.js";
import { median } from "./median.js";
import { at } from "./readings.js";
import { silences } from "./silences.js";
import { type WatchedGroup, watchGroup } from "./watch-group.js";

/** Options of {@link failingInverters}. */
export interface FailingOptions {
  /** The local date of the site, in days since 1970-01-01: this day and later ones are not over, and do not count. */
  readonly today: number;
  /** Inverters whose panels see the same sun. @default all are one group */
  readonly groups?: readonly InverterGroup[];
  /** An inverter is low below this share of its baseline. @default 0.87 */
  readonly lowShare?: number;
  /** On so many... @default 5 */
  readonly lowDays?: number;
  /** ...of so many bright days. @default 7 */
  readonly brightDays?: number;
  /** An inverter that is silent for longer is forgotten, since it may have been replaced. @default 365 */
  readonly forgottenAfterDays?: number;
}

/** On so many days others must report for an inverter to be called silent. */
const silentDays = 2;

/** The inverters that are low, dead or silent, by how much energy they lost, the most first. */
export function failingInverters(
  summaries: DaySummaries,
  options: FailingOptions,
): readonly Finding[] {
  const { today, groups = [], lowShare = 0.87, lowDays = 5, brightDays = 7 } = options;
  const { forgottenAfterDays = 365 } = options;
  const grid = dayGrid(summaries);
  const silence = silences(grid, today, { silentDays, forgottenAfterDays });
  const peers = peersOf(summaries.inverters, groups);
  const findings: Finding[] = [];
  for (const ofGroup of new Set(peers)) {
    const { members, isGroup } = ofGroup;
    const limits = { lowShare, lowDays, brightDays, mayDrift: !isGroup };
    const group = watchGroup(grid, members, today, limits);
    for (const [place, inverter] of members.entries()) {
      const state = silence[inverter];
      // The site serves a small group, but not the others in it.
      if (peers[inverter] !== ofGroup || state === undefined || state.state === "forgotten")
        continue;
      const found =
        state.state === "silent"
          ? findingOf(grid, group, place, { kind: "silent", since: state.since, today })
          : (deadFinding(grid, group, place, today) ?? lowFinding(grid, group, place, today));
      if (found !== undefined) findings.push(found);
    }
  }
  return findings.sort((a, b) => (b.lost.joules || 0) - (a.lost.joules || 0));
}

function deadFinding(
  grid: DayGrid,
  group: WatchedGroup,
  place: number,
  today: number,
): Finding | undefined {
  const dead = deadDaysOf(grid, group, place, today);
  if (dead === undefined) return undefined;
  return findingOf(grid, group, place, { kind: "dead", since: dead.since, today });
}

function lowFinding(
  grid: DayGrid,
  group: WatchedGroup,
  place: number,
  today: number,
): Finding | undefined {
  const spell = group.watches[place]?.spell;
  if (spell === undefined) return undefined;
  return findingOf(grid, group, place, { kind: "low", since: spell.since, today });
}

function findingOf(
  grid: DayGrid,
  group: WatchedGroup,
  place: number,
  found: { readonly kind: Finding["kind"]; readonly since: number; readonly today: number },
): Finding {
  const { kind, since, today } = found;
  const inverter = at(group.members, place);
  const watch = group.watches[place];
  const recent = watch?.recent ?? [];
  const share = (of: { readonly share: number }): number => of.share;
  const limit = kind === "dead" ? deadShare : (watch?.lowShare ?? Number.NaN);
  const low = recent.filter((bright) => bright.day >= since && bright.share < limit);
  const isSilent = kind === "silent";
  const known = watch?.baseline.on(since);
  return {
    inverter,
    kind,
    since,
    lastGoodDay: watch?.lastGoodDayBefore(since),
    ratio: isSilent ? Number.NaN : median(recent.filter(({ day }) => day >= since).map(share)),
    baseline: known?.level ?? Number.NaN,
    basis: known?.basis,
    evidence: { days: isSilent ? 0 : low.length, ofBrightDays: isSilent ? 0 : recent.length },
    errorSeconds: errorSecondsOf(grid, inverter, since, today),
    lost: lostEnergy(grid, group, place, { since, before: today, isSilent }),
  };
}

function errorSecondsOf(grid: DayGrid, inverter: number, since: number, before: number): number {
  let sum = Number.NaN;
  for (let day = since; day < before; day++) {
    const row = grid.row(inverter, day);
    const seconds = row < 0 ? Number.NaN : at(grid.summaries.errorSeconds, row);
    if (!Number.isNaN(seconds)) sum = (sum || 0) + seconds;
  }
  return sum;
}
