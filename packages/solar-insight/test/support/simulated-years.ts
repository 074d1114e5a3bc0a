import {
  createSite,
  type RoofFault,
  type SkyOptions,
  simulateReadings,
} from "@envoy/envoy-simulator";
import {
  type DaySummaries,
  dayNumber,
  type InverterGroup,
  summariseDays,
} from "@envoy/solar-insight";

/** A site of 20 inverters on two sides of a roof. */
export interface SimulatedYears {
  readonly summaries: DaySummaries;
  /** The two sides. */
  readonly groups: readonly InverterGroup[];
  /** The first day, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly days: number;
}

/** Where, when and with which faults; `faults` are given the first moment, in seconds since 1970. */
export interface YearsOptions {
  readonly seed: number;
  readonly days: number;
  readonly place?: SkyOptions;
  readonly since?: string;
  readonly faults?: (since: number) => readonly RoofFault[];
}

const south = 12;
const east = 8;
const daySeconds = 86_400;

/** An obstacle that takes the winter's morning sun from inverter 3. */
const chimney = ({ latitude }: SkyOptions): RoofFault => ({
  kind: "shadow",
  inverters: [3],
  from: 0,
  azimuthFrom: latitude < 0 ? 30 : 110,
  azimuthTo: latitude < 0 ? 70 : 150,
  elevationBelow: 24,
});

/** Years of a site, summed up from its readings, with what makes real panels differ from day to day. */
export function simulateYears(options: YearsOptions): SimulatedYears {
  const { seed, days, place = { latitude: 51, longitude: 0 }, since = "2024-09-01" } = options;
  const from = Date.parse(`${since}T00:00Z`) / 1000;
  const site = createSite({
    seed,
    since: from,
    sky: place,
    roofs: [
      { name: "Sun", azimuth: place.latitude < 0 ? 10 : 190, tilt: 35, inverters: south },
      { name: "East", azimuth: 95, tilt: 30, inverters: east },
    ],
    faults: [chimney(place), ...(options.faults?.(from) ?? [])],
  });
  const parts = Array.from(
    simulateReadings(site, { from, to: from + days * daySeconds }),
    (day) => {
      const { inverter, date } = day;
      return summariseDays(
        {
          inverters: day.serialNumbers,
          inverter,
          end: day.endDate.map((end) => end * 1000),
          duration: Float64Array.from(day.durationSeconds, (seconds) => seconds * 1000),
          joules: day.joulesProduced,
          wattHoursToday: day.wattHoursToday,
          temperatureCelsius: day.temperatureCelsius,
          errorSeconds: day.errorSeconds,
        },
        [{ day: date, from: day.start * 1000, to: day.end * 1000 + 1 }],
      );
    },
  );
  const inverters = parts[0]?.inverters ?? [];
  return {
    summaries: withDifferences(joined(inverters, parts), seed),
    groups: [
      { name: "Sun", inverters: inverters.slice(0, south) },
      { name: "East", inverters: inverters.slice(south) },
    ],
    firstDay: dayNumber(since),
    days,
  };
}

function joined(inverters: readonly string[], parts: readonly DaySummaries[]): DaySummaries {
  const column = (name: Exclude<keyof DaySummaries, "inverters">): Float64Array =>
    Float64Array.from(parts.flatMap((part) => Array.from(part[name])));
  return {
    inverters,
    inverter: column("inverter"),
    day: column("day"),
    joules: column("joules"),
    counterWattHours: column("counterWattHours"),
    peakWatts: column("peakWatts"),
    periods: column("periods"),
    gapSeconds: column("gapSeconds"),
    gapJoules: column("gapJoules"),
    maxTemperatureCelsius: column("maxTemperatureCelsius"),
    errorSeconds: column("errorSeconds"),
  };
}

/**
 * What the simulated sky, which is the same above all panels, leaves out: each inverter's day varies by 2 %,
 * and one of fifty loses up to 30 % to a bird, snow or a leaf.
 */
function withDifferences(summaries: DaySummaries, seed: number): DaySummaries {
  const random = randomNumbers(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const joules = Float64Array.from(summaries.joules);
  const peakWatts = Float64Array.from(summaries.peakWatts);
  for (const row of joules.keys()) {
    const factor = 1 + 0.02 * normal();
    const loss = random() < 0.02 ? 0.3 * random() : 0;
    joules[row] = (joules[row] ?? 0) * factor * (1 - loss);
    peakWatts[row] = Math.round((peakWatts[row] ?? 0) * factor * (1 + 0.02 * normal()));
  }
  return { ...summaries, joules, peakWatts };
}

/** Even numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
