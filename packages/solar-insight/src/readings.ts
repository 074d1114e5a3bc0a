/**
 * Readings in columns: the values at one place of each are one reading, in any order. No two
 * readings of an inverter end at the same time. Arrays and typed arrays will do.
 */
export interface Readings {
  /** The inverters' names. */
  readonly inverters: readonly string[];
  /** Which inverter a reading is of: its place in `inverters`. */
  readonly inverter: ArrayLike<number>;
  /** When the reading's period ended, in milliseconds since 1970. */
  readonly end: ArrayLike<number>;
  /** How long the period was, in milliseconds; NaN if that is not known. */
  readonly duration: ArrayLike<number>;
  /** The energy of the period, in joules; NaN if it is not known. */
  readonly joules: ArrayLike<number>;
  /** The inverter's counter of the local day when it had made the reading, in whole Wh; NaN if it is not known. */
  readonly wattHoursToday?: ArrayLike<number>;
}

/** The value at a place of a column that is known to have it. */
export function at(column: ArrayLike<number>, row: number): number {
  return column[row] ?? Number.NaN;
}

/** Each day of a month asks for them, and sorting them takes most of a day's time. */
const sortedRows = new WeakMap<Readings, readonly (readonly number[])[]>();

/** The rows of each inverter, by the end of their periods. */
export function rowsByInverter(readings: Readings): readonly (readonly number[])[] {
  const known = sortedRows.get(readings);
  if (known !== undefined) return known;
  const { inverters, inverter, end } = readings;
  const rows: number[][] = inverters.map(() => []);
  for (let row = 0; row < end.length; row++) rows[at(inverter, row)]?.push(row);
  for (const ofInverter of rows) ofInverter.sort((a, b) => at(end, a) - at(end, b));
  sortedRows.set(readings, rows);
  return rows;
}

/** The place among an inverter's rows of the first whose period ends after a time. */
export function rowAfter({ end }: Readings, rows: readonly number[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(end, rows[middle] ?? -1) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
