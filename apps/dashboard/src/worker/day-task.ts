import {
  dailyEnergy,
  dayCurve,
  findGaps,
  type GapEnergy,
  gapEnergies,
  type TimeSpan,
  TimeZone,
} from "@envoy/solar-insight";
import { type DayGap, dayGaps } from "./day-gaps.js";
import { readingsWithin } from "./readings-within.js";
import { siteOf } from "./site-task.js";
import type { Task } from "./task.js";

/** One local day. Powers are in watts, NaN where no reading tells. */
export interface Day extends TimeSpan {
  readonly day: string;
  /** Of all readings together; NaN if there are none. */
  readonly joules: number;
  /** By inverter, in the site's order. */
  readonly joulesByInverter: Float64Array;
  readonly stepMs: number;
  readonly total: Float64Array;
  /** How many inverters report in each step. */
  readonly reporting: Uint16Array;
  readonly byInverter: readonly Float64Array[];
  readonly gaps: readonly DayGap[];
  /** What the counters say the gaps held; NaN if none of them is known. */
  readonly gapJoules: number;
  /** Whether there are gaps whose energy is not known. */
  readonly hasUnknownGaps: boolean;
  /** Of how many inverters the energy of the whole day is known. */
  readonly wholeInverters: number;
  /** Their energy, with that of their gaps. */
  readonly wholeJoules: number;
}

const stepMs = 300_000;
const contextDays = 3;
const dayMs = 86_400_000;

/** The readings of a local day, with those of some days around it, which tell when daylight was. */
export const dayTask: Task<{ readonly day: string }, Day> = async (
  { archive, signal, progress },
  { day },
) => {
  const site = siteOf(await archive.manifest());
  const zone = new TimeZone(site.zone);
  const local = zone.day(day);
  const around = { from: local.from - contextDays * dayMs, to: local.to + contextDays * dayMs };
  const month = await archive.readings(around, { signal, progress });
  const ids = site.inverters.map(({ id }) => id);
  const readings = readingsWithin(month, around, ids);
  const curve = dayCurve(readings, local, stepMs);
  const energy = dailyEnergy(readings, [local]);
  const gaps = findGaps(readings, local, {
    until: Math.min(local.to, site.lastReadingAt ?? local.to),
  });
  const held = gapEnergies(readings, gaps, { zone });
  return {
    ...local,
    joules: energy.total[0] ?? Number.NaN,
    joulesByInverter: Float64Array.from(energy.byInverter, ([joules = Number.NaN]) => joules),
    stepMs,
    total: curve.total,
    reporting: curve.reporting,
    byInverter: curve.byInverter,
    gaps: dayGaps(gaps, readings, local),
    ...energyOf(held),
    ...wholeOf(
      readings.inverters,
      energy.byInverter.map(([joules = Number.NaN]) => joules),
      held,
    ),
  };
};

/** The inverters that report, and of whose gaps all energy is known. */
function wholeOf(
  inverters: readonly string[],
  joules: readonly number[],
  held: readonly GapEnergy[],
): Pick<Day, "wholeInverters" | "wholeJoules"> {
  const whole = inverters.flatMap((id, inverter) => {
    const gaps = held.filter((gap) => gap.inverter === id);
    const all = gaps.reduce((sum, gap) => sum + gap.joules, joules[inverter] ?? Number.NaN);
    return Number.isNaN(all) ? [] : all;
  });
  return { wholeInverters: whole.length, wholeJoules: whole.reduce((sum, all) => sum + all, 0) };
}

function energyOf(held: readonly GapEnergy[]): Pick<Day, "gapJoules" | "hasUnknownGaps"> {
  const known = held.filter(({ joules }) => !Number.isNaN(joules));
  return {
    gapJoules: known.length === 0 ? Number.NaN : known.reduce((sum, { joules }) => sum + joules, 0),
    hasUnknownGaps: known.length < held.length,
  };
}
