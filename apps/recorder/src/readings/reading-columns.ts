import type { Readings } from "@envoy/solar-insight";
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
export function joinReadings(
  parts: readonly Readings[],
  { from, to }: { readonly from: number; readonly to: number },
): Readings {
  const inverters: string[] = [...new Set(parts.flatMap((part) => part.inverters))].sort();
  const joined = {
    inverters,
    inverter: [] as number[],
    end: [] as number[],
    duration: [] as number[],
    joules: [] as number[],
    wattHoursToday: [] as number[],
  };
  for (const part of parts) {
    const places = part.inverters.map((name) => inverters.indexOf(name));
    for (let row = 0; row < part.end.length; row++) {
      const end = part.end[row] ?? 0;
      if (end < from || end >= to) continue;
      joined.inverter.push(places[part.inverter[row] ?? -1] ?? 0);
      joined.end.push(end);
      joined.duration.push(part.duration[row] ?? Number.NaN);
      joined.joules.push(part.joules[row] ?? Number.NaN);
      joined.wattHoursToday.push(part.wattHoursToday?.[row] ?? Number.NaN);
    }
  }
  return joined;
}
