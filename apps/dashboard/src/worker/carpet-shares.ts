import type { Carpet } from "@envoy/solar-insight";

/** The quarters of an hour that a clock shows in a day. */
export const quarters = 96;

/** The cells of some days. */
export interface QuarterCells extends Carpet {
  readonly days: number;
}

/** A quarter in which the best of the group makes this share of what it makes on a clear day is a clear one. */
const clearShare = 0.75;

/** Fewer clear ones say nothing about a quarter. */
const leastClear = 3;

/** What a day is like without its shade: the ratio that a quarter of the day exceeds. */
const unshadedShare = 0.75;

/**
 * For each quarter of the clock, what an inverter makes when the sky is clear, as a ratio to the best of its group, and to what it
 * is without shade on the same day, so that a weak panel does not count as a shaded one: the median.
 * A shadow takes the beam of the sun, and on grey days there is none.
 */
export function clearRatios({ days, watts, ratio }: QuarterCells): Float32Array {
  const clear = new Float32Array(quarters).fill(Number.NaN);
  const unshaded = Array.from({ length: days }, (_, day) => {
    const known = ratio.subarray(day * quarters, (day + 1) * quarters).filter((one) => one >= 0);
    known.sort();
    return known[Math.floor((known.length - 1) * unshadedShare)] ?? Number.NaN;
  });
  for (let quarter = 0; quarter < quarters; quarter++) {
    const known: { readonly best: number; readonly ratio: number }[] = [];
    for (let day = 0; day < days; day++) {
      const cell = day * quarters + quarter;
      const own = ratio[cell] ?? Number.NaN;
      const usual = unshaded[day] ?? Number.NaN;
      if (!(own > 0 && usual > 0)) continue;
      known.push({ best: (watts[cell] ?? Number.NaN) / own, ratio: own / usual });
    }
    const most = known.reduce((greatest, { best }) => Math.max(greatest, best), 0);
    const ratios = known.filter(({ best }) => best >= clearShare * most).map((one) => one.ratio);
    if (ratios.length < leastClear) continue;
    ratios.sort((a, b) => a - b);
    clear[quarter] = ratios[ratios.length >> 1] ?? Number.NaN;
  }
  return clear;
}

/** For each hour of the clock, the energy of all days as a ratio to what the best of the group made; NaN where nothing is known. */
export function hourlyRatios({ days, watts, ratio }: QuarterCells): Float32Array {
  const own = new Float64Array(24);
  const best = new Float64Array(24);
  for (let cell = 0; cell < days * quarters; cell++) {
    const [power, share] = [watts[cell] ?? Number.NaN, ratio[cell] ?? Number.NaN];
    if (!(share > 0)) continue;
    const hour = Math.floor((cell % quarters) / 4);
    own[hour] = (own[hour] ?? 0) + power;
    best[hour] = (best[hour] ?? 0) + power / share;
  }
  return Float32Array.from(own, (sum, hour) => sum / (best[hour] ?? 0));
}
