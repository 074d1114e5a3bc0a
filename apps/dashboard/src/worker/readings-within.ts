import type { Readings, TimeSpan } from "@envoy/solar-insight";

/** The readings whose periods end in a time span, with the inverters in the order of a list. */
export function readingsWithin(
  readings: Readings & { readonly wattHoursToday: ArrayLike<number> },
  { from, to }: TimeSpan,
  inverters: readonly string[],
): Required<Readings> {
  const { end } = readings;
  const rows: number[] = [];
  for (let row = 0; row < end.length; row++) {
    const time = end[row] ?? Number.NaN;
    if (time > from && time <= to) rows.push(row);
  }
  const places = readings.inverters.map((id) => inverters.indexOf(id));
  const pick = (column: ArrayLike<number>): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    inverters,
    inverter: Float64Array.from(rows, (row) => places[readings.inverter[row] ?? -1] ?? -1),
    end: pick(end),
    duration: pick(readings.duration),
    joules: pick(readings.joules),
    wattHoursToday: pick(readings.wattHoursToday),
  };
}
