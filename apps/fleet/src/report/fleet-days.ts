import { median } from "@envoy/solar-insight";
import { daylightSeconds, type ProducingTimes, producingTimes } from "./daylight.js";
import type { Neighbours } from "./neighbours.js";
import { siteEnergy } from "./site-energy.js";
import type { SiteMonth } from "./site-month.js";

/** What neighbours need to know of a site: a few numbers a day. */
export interface SiteDays {
  readonly times: ProducingTimes;
  /** Joules of one inverter on each whole day; NaN on others. */
  readonly perInverter: Float64Array;
  /** Whether there is a reading of a day. */
  readonly reports: readonly boolean[];
}

/** A site's days, as it tells of them itself. */
export function siteDays(site: SiteMonth, hasDays: boolean): SiteDays {
  const times = producingTimes(site);
  const energy = siteEnergy(site, daylightSeconds(site, times), hasDays);
  return {
    times,
    perInverter: wholeDays(energy),
    reports: Array.from({ length: site.days }, (_, day) =>
      site.serialNumbers.some((_serial, inverter) => site.at(inverter, day) !== undefined),
    ),
  };
}

/** The energy of one inverter on days of which readings tell nearly all; NaN on others. */
export function wholeDays({
  perInverter,
  isWhole,
}: {
  readonly perInverter: Float64Array;
  readonly isWhole: readonly boolean[];
}): Float64Array {
  return perInverter.map((joules, day) => (isWhole[day] === true ? joules : Number.NaN));
}

/** What a site's neighbours tell of its days. */
export interface NeighbourDays {
  readonly basis: Neighbours["basis"];
  /** How many have readings in the month. */
  readonly count: number;
  readonly times: readonly ProducingTimes[];
  /** The median of their joules of one inverter on each day; NaN if none has a whole day. */
  readonly perInverter: Float64Array;
  /** Whether at least half of those with readings have one of a day. */
  readonly report: readonly boolean[];
}

/** `fleet` has the days of each roof that has readings in the month, by its place in the list of roofs. */
export function neighbourDays(
  { basis, roofs }: Neighbours,
  fleet: ReadonlyMap<number, SiteDays>,
  days: number,
): NeighbourDays {
  const sites = roofs.flatMap((roof) => fleet.get(roof) ?? []);
  return {
    basis,
    count: sites.length,
    times: sites.map(({ times }) => times),
    perInverter: Float64Array.from({ length: days }, (_, day) =>
      median(sites.map(({ perInverter }) => perInverter[day] ?? Number.NaN)),
    ),
    report: Array.from({ length: days }, (_, day) => {
      const reporting = sites.filter(({ reports }) => reports[day]).length;
      return reporting > 0 && reporting * 2 >= sites.length;
    }),
  };
}
