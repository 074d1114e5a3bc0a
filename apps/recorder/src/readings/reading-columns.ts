import type { DetailedReadings, Readings, TimeSpan } from "@envoy/solar-insight";
import type { Data, Table, Vector } from "apache-arrow";

/** The readings of a table of the archive, of either types, as plain columns; none if there is no table. */
export function readingColumns(table: Table | undefined): Readings {
  const rows = table?.numRows ?? 0;
  const inverters = new Map<string, number>();
  const inverter = new Uint32Array(rows);
  let row = 0;
  for (const chunk of table?.getChild("serial_number")?.data ?? []) {
    const names: readonly unknown[] = chunk.dictionary?.toArray() ?? [];
    const places = names.map((name) => {
      const place = inverters.get(String(name)) ?? inverters.size;
      inverters.set(String(name), place);
      return place;
    });
    for (let i = 0; i < chunk.length; i++) inverter[row++] = places[Number(chunk.values[i])] ?? 0;
  }
  const numbers = (column: Vector | null | undefined, divisor: number): Float64Array =>
    toNumbers(column?.data ?? [], rows, divisor);
  return {
    inverters: [...inverters.keys()],
    inverter,
    end: numbers(table?.getChild("period_end_time"), 1000),
    duration: numbers(
      table?.getChild("period_duration") ?? table?.getChild("period_duration_us"),
      1000,
    ),
    joules: numbers(table?.getChild("joules_produced"), 1),
    wattHoursToday: numbers(table?.getChild("watt_hours_today"), 1),
  };
}

/** The same with the temperature and the errors. */
export function detailedReadings(table: Table | undefined): DetailedReadings {
  const numbers = (name: string): Float64Array =>
    toNumbers(table?.getChild(name)?.data ?? [], table?.numRows ?? 0, 1);
  return {
    ...readingColumns(table),
    temperatureCelsius: numbers("inverter_temperature_Celsius"),
    errorSeconds: numbers("power_conversion_error_seconds"),
  };
}

/** The numbers of a column's chunks, divided; NaN for null. */
function toNumbers(chunks: readonly Data[], rows: number, divisor: number): Float64Array {
  const numbers = new Float64Array(rows);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) {
      const isNull = chunk.nullCount > 0 && !chunk.getValid(i);
      numbers[row++] = isNull ? Number.NaN : Number(chunk.values[i]) / divisor;
    }
  }
  return numbers;
}

/** Several readings' columns one after the other, without rows outside a time span (milliseconds since 1970). */
export function joinReadings(parts: readonly DetailedReadings[], span: TimeSpan): DetailedReadings {
  const inverters: string[] = [...new Set(parts.flatMap((part) => part.inverters))].sort();
  const kept = parts.map((part) => ({ part, rows: rowsWithin(part, span) }));
  const length = kept.reduce((sum, { rows }) => sum + rows.length, 0);
  const join = (
    value: (part: DetailedReadings, row: number) => number | undefined,
  ): Float64Array => {
    const joined = new Float64Array(length);
    let i = 0;
    for (const { part, rows } of kept) {
      for (const row of rows) joined[i++] = value(part, row) ?? Number.NaN;
    }
    return joined;
  };
  const placeOf = new Map(inverters.map((name, place) => [name, place]));
  const places = new Map(
    parts.map((part) => [part, part.inverters.map((name) => placeOf.get(name) ?? 0)]),
  );
  return {
    inverters,
    inverter: join((part, row) => places.get(part)?.[part.inverter[row] ?? -1] ?? 0),
    end: join(({ end }, row) => end[row]),
    duration: join(({ duration }, row) => duration[row]),
    joules: join(({ joules }, row) => joules[row]),
    wattHoursToday: join(({ wattHoursToday }, row) => wattHoursToday?.[row]),
    temperatureCelsius: join(({ temperatureCelsius }, row) => temperatureCelsius?.[row]),
    errorSeconds: join(({ errorSeconds }, row) => errorSeconds?.[row]),
  };
}

function rowsWithin({ end }: Readings, { from, to }: TimeSpan): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < end.length; row++) {
    const time = end[row] ?? 0;
    if (time >= from && time < to) rows.push(row);
  }
  return rows;
}
