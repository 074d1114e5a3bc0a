import { commonGaps, type GapEnergy } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { hatched } from "./blocks.js";
import type { DayData } from "./day-data.js";
import { heldText } from "./held-energy.js";
import { nameOf } from "./inverters.js";

const mostGaps = 5;

/** Inverters report at times of their own: an outage begins for each of them within an hour. */
const hour = 3_600_000;

/** The gaps of a day in words: first those of all inverters, then the others. */
export function gapLines(
  config: Config,
  { day, energies, readings, zone }: DayData,
  isNarrow: boolean,
): readonly string[] {
  const outages = commonGaps(energies, readings.inverters);
  const isIn = (gap: GapEnergy, { from, to }: { from: number; to: number }): boolean =>
    from <= gap.from + hour && gap.to <= to + hour;
  const others = energies.filter((gap) => !outages.some((outage) => isIn(gap, outage)));
  const clock = (time: number): string => {
    const local = zone.format(time).slice(0, 16).replace("T", " ");
    return local.startsWith(day.day) ? local.slice(11) : local;
  };
  const line = (
    { from, to }: { from: number; to: number },
    who: string,
    gaps: readonly GapEnergy[],
  ): string => `  ${clock(from)} to ${clock(to)}  ${who}${isNarrow ? "" : `  ${heldText(gaps)}`}`;
  const lines = [
    ...outages.map((outage) =>
      line(
        outage,
        "all inverters",
        energies.filter((gap) => isIn(gap, outage)),
      ),
    ),
    ...others.map((gap) => line(gap, nameOf(config, gap.inverter), [gap])),
  ];
  const more = lines.length - mostGaps;
  return [
    ...(lines.length === 0 ? [] : ["", `${hatched} readings are missing:`]),
    ...lines.slice(0, mostGaps),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
