import { type DayOfReadings, simulateReadings } from "@envoy/envoy-simulator";
import {
  Dictionary,
  Int32,
  Int64,
  makeData,
  Table,
  TimestampMicrosecond,
  Uint32,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { usualFlags } from "../reading.js";
import type { LandingGateway } from "./gateway.js";
import { Int64Column } from "./int64-column.js";

/** The readings of one gateway, as a file of a landing has them. */
export interface GatewayMonth {
  readonly table: Table;
  /** The first and the last end of a period, in seconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/** The readings of a gateway between two moments (in seconds since 1970), column by column, since cell by cell takes longer than their simulation. `names` are the columns of the file. */
export function gatewayMonth(
  gateway: LandingGateway,
  sequence: number,
  from: number,
  to: number,
  names: readonly string[],
): GatewayMonth {
  const { id, pseudonyms, site } = gateway;
  const days = [...simulateReadings(site, { from, to })];
  const { count, places } = sortedPlaces(days, pseudonyms, from, to);
  const serials = new Int32Array(count);
  const ranks = [...pseudonyms].sort();
  const rankOf = pseudonyms.map((pseudonym) => ranks.indexOf(pseudonym));
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const [i, { inverter, endDate }] of days.entries()) {
    const placesOfDay = places[i] ?? new Int32Array();
    for (let row = 0; row < placesOfDay.length; row++) {
      const place = placesOfDay[row] ?? -1;
      if (place < 0) continue;
      serials[place] = rankOf[inverter[row] ?? 0] ?? 0;
      first = Math.min(first, endDate[row] ?? first);
      last = Math.max(last, endDate[row] ?? last);
    }
  }
  const wide = (source: DayColumn, factor = 1): Int64Column => {
    const column = new Int64Column(count);
    for (const [i, day] of days.entries()) {
      column.scatter(places[i] ?? new Int32Array(), day[source], factor);
    }
    return column;
  };
  const narrow = (source: DayColumn): Vector => {
    const column = new Int32Array(count);
    for (const [i, day] of days.entries()) scatter(column, places[i], day[source]);
    return int32(column);
  };
  const constant = (value: number): Vector => int64(new Int64Column(count).fill(value));
  const columns: Readonly<Record<string, Vector>> = {
    gateway: textColumn(new Int32Array(count), [id]),
    serial_number: textColumn(serials, ranks),
    period_end_time: timestamp(wide("endDate", 1_000_000)),
    period_duration_us: int64(wide("durationSeconds", 1_000_000)),
    joules_produced: int64(wide("joulesProduced")),
    ac_voltage_mV: int64(wide("acVoltageMillivolts")),
    ac_current_mA: constant(0),
    dc_voltage_mV: int64(wide("dcVoltageMillivolts")),
    dc_current_mA: int64(wide("dcCurrentMilliamperes")),
    ac_frequency_mHz: int64(wide("acFrequencyMillihertz")),
    inverter_temperature_Celsius: narrow("temperatureCelsius"),
    power_conversion_error_seconds: narrow("errorSeconds"),
    power_conversion_max_error_cycles: int32(new Int32Array(count)),
    flags: constant(Number(usualFlags)),
    watt_hours_today: narrow("wattHoursToday"),
    sequence: constant(sequence),
  };
  const inOrder = names.map((name) => {
    const column = columns[name];
    if (column === undefined) throw new TypeError(`Nothing is simulated for "${name}".`);
    return [name, column] as const;
  });
  return { table: new Table(Object.fromEntries(inOrder)), first, last };
}

type DayColumn = Exclude<
  keyof DayOfReadings,
  "date" | "start" | "end" | "count" | "serialNumbers" | "inverter"
>;

/** Where each reading of each day is in order of pseudonym and time; -1 for one that is not between the two moments. */
function sortedPlaces(
  days: readonly DayOfReadings[],
  pseudonyms: readonly string[],
  from: number,
  to: number,
): { readonly count: number; readonly places: readonly Int32Array[] } {
  const counts = new Uint32Array(pseudonyms.length);
  const isIn = (end: number): boolean => from <= end && end < to;
  for (const { endDate, inverter } of days) {
    for (let row = 0; row < endDate.length; row++) {
      const index = inverter[row] ?? 0;
      if (isIn(endDate[row] ?? 0)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const next = new Uint32Array(pseudonyms.length);
  let count = 0;
  for (const pseudonym of [...pseudonyms].sort()) {
    const index = pseudonyms.indexOf(pseudonym);
    next[index] = count;
    count += counts[index] ?? 0;
  }
  const places = days.map(({ endDate, inverter }) => {
    const ofDay = new Int32Array(endDate.length).fill(-1);
    for (let row = 0; row < endDate.length; row++) {
      if (!isIn(endDate[row] ?? 0)) continue;
      const index = inverter[row] ?? 0;
      const place = next[index] ?? 0;
      next[index] = place + 1;
      ofDay[row] = place;
    }
    return ofDay;
  });
  return { count, places };
}

function scatter(
  column: Int32Array,
  places: Int32Array = new Int32Array(),
  values: ArrayLike<number>,
): void {
  for (let row = 0; row < places.length; row++) {
    const place = places[row] ?? -1;
    if (place >= 0) column[place] = values[row] ?? 0;
  }
}

function int32(data: Int32Array): Vector {
  return new Vector([makeData({ type: new Int32(), length: data.length, nullCount: 0, data })]);
}

function int64({ values }: Int64Column): Vector {
  const { length } = values;
  return new Vector([makeData({ type: new Int64(), length, nullCount: 0, data: values })]);
}

function timestamp({ values }: Int64Column): Vector {
  const type = new TimestampMicrosecond("UTC");
  return new Vector([makeData({ type, length: values.length, nullCount: 0, data: values })]);
}

function textColumn(places: Int32Array, texts: readonly string[]): Vector {
  const type = new Dictionary(new Utf8(), new Uint32());
  const dictionary = vectorFromArray(texts, new Utf8());
  const data = new Uint32Array(places.buffer);
  return new Vector([makeData({ type, length: data.length, nullCount: 0, data, dictionary })]);
}
