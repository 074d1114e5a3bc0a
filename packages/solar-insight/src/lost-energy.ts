import type { DayGrid } from "./day-grid.js";
import type { LostEnergy } from "./finding.js";
import { at } from "./readings.js";
import type { WatchedGroup } from "./watch-group.js";

/** What a member of a group would have made more, from a day until the last one before another, had it gone on as before. */
export function lostEnergy(
  grid: DayGrid,
  { days, members, watches }: WatchedGroup,
  place: number,
  span: { readonly since: number; readonly before: number; readonly isSilent: boolean },
): LostEnergy {
  const { since, before, isSilent } = span;
  const watch = watches[place];
  let [joules, expected, variance, known] = [0, 0, 0, 0];
  const last = Math.min(before, grid.firstDay + grid.days);
  for (let day = since; day < last; day++) {
    const level = watch?.baseline.on(day)?.level ?? Number.NaN;
    const usual = level * at(days.joules, day - grid.firstDay);
    const own = isSilent ? 0 : at(days.energy, (day - grid.firstDay) * members.length + place);
    if (Number.isNaN(usual - own)) continue;
    known++;
    joules += usual - own;
    expected += usual;
    variance += usual ** 2;
  }
  const unknownDays = before - since - known;
  const deviation = watch?.deviation ?? Number.NaN;
  // Days vary by themselves; the baseline may be wrong for all of them.
  const uncertaintyJoules = deviation * Math.sqrt(variance + (expected * baselineError) ** 2);
  const bound = isSilent ? "atMost" : unknownDays > 0 ? "atLeast" : "about";
  if (known === 0) {
    return { joules: Number.NaN, uncertaintyJoules: Number.NaN, days: 0, unknownDays, bound };
  }
  return { joules, uncertaintyJoules, days: known, unknownDays, bound };
}

/** The error of a median of about ten days, in standard deviations of one. */
const baselineError = 0.4;
