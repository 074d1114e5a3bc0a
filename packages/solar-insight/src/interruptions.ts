import type { Gap } from "./gaps.js";
import { at, type Readings, rowAfter, rowsByInverter } from "./readings.js";

/** The end of a reading's period, and what the reading tells of it. */
export interface PeriodEnd {
  /** In milliseconds since 1970. */
  readonly end: number;
  /** Joules of the period; NaN if they are not known. */
  readonly joules: number;
  /** The counter of the local day, in Wh; NaN if it is not known. */
  readonly wattHoursToday: number;
}

/** Two consecutive readings of an inverter, and the gaps between them. */
export interface Interruption {
  readonly inverter: string;
  /** In order of time; several if it lasts for more than one day. */
  readonly gaps: readonly Gap[];
  /** The last reading before the gaps; undefined if there is none. */
  readonly before: PeriodEnd | undefined;
  /** The first reading after the gaps; undefined if there is none. */
  readonly after: PeriodEnd | undefined;
}

/** The gaps by the readings that they are between, by inverter and time. The readings must be those in which the gaps were found. */
export function interruptions(readings: Readings, gaps: readonly Gap[]): readonly Interruption[] {
  return rowsByInverter(readings).flatMap((rows, place) => {
    const inverter = readings.inverters[place] ?? "";
    const byNextRow = new Map<number, Gap[]>();
    for (const gap of gaps) {
      if (gap.inverter !== inverter) continue;
      const next = rowAfter(readings, rows, gap.from);
      byNextRow.set(next, [...(byNextRow.get(next) ?? []), gap]);
    }
    const inOrder = [...byNextRow].sort(([a], [b]) => a - b);
    return inOrder.map(([next, between]) => ({
      inverter,
      gaps: [...between].sort((a, b) => a.from - b.from),
      before: periodEnd(readings, rows, next - 1),
      after: periodEnd(readings, rows, next),
    }));
  });
}

function periodEnd(
  { end, joules, wattHoursToday = [] }: Readings,
  rows: readonly number[],
  place: number,
): PeriodEnd | undefined {
  const row = rows[place];
  if (row === undefined) return undefined;
  return {
    end: at(end, row),
    joules: at(joules, row),
    wattHoursToday: at(wattHoursToday, row),
  };
}
