import type { TimeSpan } from "@envoy/solar-insight";
import type { DetailColumns } from "./archive.js";

/** The middle of some values, and what nine in ten of them are between. */
export interface Range {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** In the dark, a panel's voltage says nothing. */
const leastWatts = 10;

/** The temperatures and DC voltages of an inverter while it makes power. */
export function rangesOf(
  parts: readonly DetailColumns[],
  inverter: string,
  span: TimeSpan,
): { readonly celsius: Range | undefined; readonly dcVolts: Range | undefined } {
  const celsius: number[] = [];
  const dcVolts: number[] = [];
  for (const part of parts) {
    const place = part.inverters.indexOf(inverter);
    for (let row = 0; row < part.inverter.length; row++) {
      const end = part.end[row] ?? Number.NaN;
      if (part.inverter[row] !== place || !(end > span.from && end <= span.to)) continue;
      const watts = ((part.joules[row] ?? Number.NaN) * 1000) / (part.duration[row] ?? Number.NaN);
      if (!(watts >= leastWatts)) continue;
      celsius.push(part.temperatureCelsius[row] ?? Number.NaN);
      dcVolts.push((part.dcVoltageMillivolts[row] ?? Number.NaN) / 1000);
    }
  }
  return { celsius: rangeOf(celsius), dcVolts: rangeOf(dcVolts) };
}

function rangeOf(values: readonly number[]): Range | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const at = (share: number): number =>
    sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { low: at(0.05), median: at(0.5), high: at(0.95) };
}
