import type { DayOfReadings } from "./day-of-readings.js";
import type { SimulatedSite } from "./site.js";

/** Which readings {@link simulateReadings} makes. Times are in seconds since 1970. */
export interface ReadingsSpan {
  /** A moment of the first day. */
  readonly from: number;
  /** The days that begin before this moment. */
  readonly to: number;
}

/**
 * The readings of a site, whole day by whole day in the gateway's time zone: the same that its
 * `device_data` shows, without a server. A month of 10 inverters takes about 10 ms.
 */
export function* simulateReadings(
  site: SimulatedSite,
  { from, to }: ReadingsSpan,
): Generator<DayOfReadings> {
  for (let moment = from; moment < to; ) {
    const day = site.readingsAt(moment);
    yield day;
    moment = day.end;
  }
}
