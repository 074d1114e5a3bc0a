import { type QuarterCells, quarters } from "./carpet-shares.js";

/** The days around one that tell when its daylight is. */
const nearDays = 3;

/** Panels wake and sleep at times of their own, and clocks change: an hour of it. */
const edgeQuarters = 4;

interface Light {
  /** The first quarter that has a reading, and the last. */
  readonly first: number;
  readonly last: number;
}

/**
 * Why quarters of daylight have no reading of an inverter: 1, nobody has one; 2, others have; 0 where nothing is missing. Daylight is
 * when the days around have readings, without an hour at both ends; and between two readings.
 */
export function missingCells(
  { days, watts }: QuarterCells,
  anyone: Float32Array,
  until: number,
): Uint8Array {
  const missing = new Uint8Array(days * quarters);
  const own = lightOf(watts, days);
  const all = lightOf(anyone, days);
  const known = own.some((light) => light !== undefined) ? own : all;
  for (let day = 0; day < days; day++) {
    const near = known.slice(Math.max(0, day - nearDays), day + nearDays + 1);
    const around = (near.some((light) => light !== undefined) ? near : known).filter(
      (light) => light !== undefined,
    );
    const first = middle(around.map((light) => light.first)) + edgeQuarters;
    const last = middle(around.map((light) => light.last)) - edgeQuarters;
    const from = Math.min(first, own[day]?.first ?? first);
    const to = Math.max(last, own[day]?.last ?? last);
    for (let quarter = from; quarter <= to; quarter++) {
      const cell = day * quarters + quarter;
      if (cell >= until || !Number.isNaN(watts[cell])) continue;
      missing[cell] = Number.isNaN(anyone[cell]) ? 1 : 2;
    }
  }
  return missing;
}

/** By day; undefined where no reading is known. */
function lightOf(watts: Float32Array, days: number): readonly (Light | undefined)[] {
  return Array.from({ length: days }, (_, day) => {
    const ofDay = watts.subarray(day * quarters, (day + 1) * quarters);
    const first = ofDay.findIndex((value) => !Number.isNaN(value));
    const last = ofDay.findLastIndex((value) => !Number.isNaN(value));
    return first < 0 ? undefined : { first, last };
  });
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
