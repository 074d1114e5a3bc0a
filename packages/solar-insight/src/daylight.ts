import { at, type Readings } from "./readings.js";
import type { TimeSpan } from "./time-span.js";

const dayMs = 86_400_000;

/**
 * When inverters can be expected to report on a local day: from the first period to the last of
 * the days around it (the medians, so that neither an outage nor a dark morning decides), or
 * longer if the day itself has earlier or later ones. Other days count by whole 24 hours, since
 * the sun does not put its clock forward. Undefined if no reading is near.
 */
export function daylight(readings: Readings, day: TimeSpan): TimeSpan | undefined {
  const days = new Map<number, { from: number; to: number }>();
  for (let row = 0; row < readings.end.length; row++) {
    const end = at(readings.end, row);
    const duration = at(readings.duration, row);
    const distance = Math.floor((end - day.from) / dayMs);
    const to = end - distance * dayMs;
    const from = Math.max(day.from, to - (Number.isNaN(duration) ? 0 : duration));
    const known = days.get(distance);
    if (known === undefined) days.set(distance, { from, to });
    else {
      known.from = Math.min(known.from, from);
      known.to = Math.max(known.to, to);
    }
  }
  const own = days.get(0);
  days.delete(0);
  const others = [...days.values()];
  const spans = own === undefined ? others : [own, ...others];
  if (spans.length === 0) return undefined;
  const counted = others.length === 0 ? spans : others;
  const expected = {
    from: median(counted.map(({ from }) => from)),
    to: Math.min(median(counted.map(({ to }) => to)), day.to),
  };
  return {
    from: Math.min(expected.from, own?.from ?? expected.from),
    to: Math.max(expected.to, own?.to ?? expected.to),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
