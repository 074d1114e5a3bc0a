import type { UsualEnergy } from "@envoy/solar-insight";
import type { Day } from "../../data/use-task.js";
import { season } from "../../format/date.js";
import { comparison, energyText } from "../../format/quantity.js";

/** Of fewer of the inverters, a day says too little of the others. */
const leastKnown = 0.75;

type KnownDay = Pick<Day, "day" | "joules" | "gapJoules" | "wholeInverters" | "wholeJoules">;

/**
 * How a day compares with what is usual, and what that rests on. Where the whole day is known of most inverters only,
 * they are compared with what so many usually make.
 */
export function usualSentence(
  day: KnownDay,
  usual: UsualEnergy | undefined,
): { readonly bold: string; readonly rest: string } {
  const expected = usual?.inverters ?? 0;
  if (day.wholeInverters === 0 || day.wholeInverters < leastKnown * expected) {
    return { bold: "", rest: "Too much of the day is missing to compare it with others." };
  }
  if (usual === undefined) {
    return { bold: "", rest: "Too few days like it are recorded yet to say whether that is much." };
  }
  const than = usual.basis === "season" ? `usual for ${season(day.day)}` : "the two weeks before";
  const range = `half of ${usual.days} such days made ${energyText(usual.lowJoules)} to ${energyText(usual.highJoules)}`;
  if (day.wholeInverters < expected) {
    const compared = comparison(
      day.wholeJoules / day.wholeInverters,
      usual.joules / usual.inverters,
    );
    return {
      bold: `${compared} ${than}`,
      rest: `by the ${day.wholeInverters} of ${expected} inverters of which the whole day is known (with all of them, ${range})`,
    };
  }
  const withGaps = day.gapJoules > 0 ? `With ${energyText(day.gapJoules)} that came in gaps, ` : "";
  const compared = comparison(day.joules + (day.gapJoules || 0), usual.joules);
  return { bold: `${withGaps}${compared} ${than}`, rest: `(${range})` };
}
