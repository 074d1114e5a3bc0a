import { median } from "@envoy/solar-insight";
import { periodSeconds, type SiteMonth } from "./site-month.js";

/** From where to where a site's inverters usually produce on each day, in seconds after a midnight; NaN where unknown. */
export interface ProducingTimes {
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** So many days before and after tell how long a day is: the sun moves little meanwhile, and most outages are shorter. */
const windowDays = 5;

/** A site that produces for less than this share of its neighbours' day is not polled at other times. */
const shareOfNeighbours = 0.75;

/** From where to where the median inverter produced on each day. */
export function producingTimes(site: SiteMonth): ProducingTimes {
  const days = Array.from({ length: site.days }, (_, day) => day);
  const ofDay = (day: number) => site.serialNumbers.map((_, inverter) => site.at(inverter, day));
  return {
    first: Float64Array.from(days, (day) =>
      median(ofDay(day).map((cell) => cell?.firstSecond ?? Number.NaN)),
    ),
    last: Float64Array.from(days, (day) =>
      median(ofDay(day).map((cell) => cell?.lastSecond ?? Number.NaN)),
    ),
  };
}

/**
 * For how many seconds of each day readings are expected; NaN where nothing tells. A day is as long as the site itself produced
 * on the days around it (medians, so that no outage decides), else as its neighbours did, else as in the rest of the month.
 * Near neighbours also tell of a site that is only polled in some hours. The length of one period is
 * allowed for, since inverters wake and sleep one after the other.
 */
export function daylightSeconds(
  site: SiteMonth,
  own: ProducingTimes,
  neighbours: readonly ProducingTimes[] = [],
  areNear = false,
): Float64Array {
  const period = periodSeconds(site);
  const month = median(own.last) - median(own.first);
  return Float64Array.from({ length: site.days }, (_, day) => {
    const around = window(own.last, day) - window(own.first, day);
    const others =
      median(neighbours.map(({ last }) => last[day] ?? Number.NaN)) -
      median(neighbours.map(({ first }) => first[day] ?? Number.NaN));
    const isShort = areNear && around < shareOfNeighbours * others;
    const known = [isShort ? others : around, others, month].find((value) => !Number.isNaN(value));
    return known === undefined ? Number.NaN : Math.max(known - period, period);
  });
}

function window(values: Float64Array, day: number): number {
  return median(values.subarray(Math.max(0, day - windowDays), day + windowDays + 1));
}
