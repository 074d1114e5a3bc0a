/** What the engine found of one inverter on one local day. Energy is joules, lengths are seconds. */
export interface InverterDay {
  readonly serialNumber: string;
  /** Since 1970-01-01. */
  readonly day: number;
  readonly readings: number;
  /** How many readings have an energy. */
  readonly energies: number;
  readonly joules: number;
  readonly seconds: number;
  readonly producingSeconds: number;
  readonly errorSeconds: number;
  /** From where to where it produced, in seconds after the UTC midnight of the same number; NaN if it did not. */
  readonly firstSecond: number;
  readonly lastSecond: number;
  /** The highest value of its counter of the day, NaN if unknown. */
  readonly wattHoursToday: number;
  /** Milliseconds since 1970. */
  readonly lastEnd: number;
}

/** The inverters of a gateway on the days of a month. What is of an inverter and day is at {@link SiteMonth.at}. */
export interface SiteMonth {
  readonly serialNumbers: readonly string[];
  /** How many days are expected, from the first of the month on. */
  readonly days: number;
  /** From which day on each inverter is expected. */
  readonly firstDays: readonly number[];
  /** When each one's last period ended, in milliseconds since 1970. */
  readonly lastEnds: readonly number[];
  /** What is known of an inverter on a day, both counted from 0. */
  at(inverter: number, day: number): InverterDay | undefined;
}

/** The span of days that a report is of. */
export interface DaySpan {
  /** Since 1970-01-01. */
  readonly firstDay: number;
  readonly days: number;
}

/**
 * A gateway's month from its rows. `before` has the last readings of the months before, by serial number, in milliseconds
 * since 1970: an inverter that is in it is expected from the first day on, another one from its first reading on.
 */
export function siteMonth(
  rows: readonly InverterDay[],
  before: ReadonlyMap<string, number>,
  { firstDay, days }: DaySpan,
): SiteMonth {
  const inMonth = rows.filter(({ day }) => day >= firstDay && day < firstDay + days);
  const serialNumbers = [
    ...new Set([...inMonth.map(({ serialNumber }) => serialNumber), ...before.keys()]),
  ].sort();
  const places = new Map(serialNumbers.map((serialNumber, place) => [serialNumber, place]));
  const cells: (InverterDay | undefined)[] = new Array(serialNumbers.length * days).fill(undefined);
  const firstDays = serialNumbers.map((serialNumber) => (before.has(serialNumber) ? 0 : days));
  const lastEnds = serialNumbers.map(
    (serialNumber) => before.get(serialNumber) ?? Number.NEGATIVE_INFINITY,
  );
  for (const row of inMonth) {
    const place = places.get(row.serialNumber) ?? 0;
    const day = row.day - firstDay;
    cells[place * days + day] = row;
    firstDays[place] = Math.min(firstDays[place] ?? 0, day);
    lastEnds[place] = Math.max(lastEnds[place] ?? 0, row.lastEnd);
  }
  return {
    serialNumbers,
    days,
    firstDays,
    lastEnds,
    at: (inverter, day) => cells[inverter * days + day],
  };
}

/** The mean length of the periods of a site, in seconds; 900 if it has none. */
export function periodSeconds(site: SiteMonth): number {
  let seconds = 0;
  let energies = 0;
  for (let inverter = 0; inverter < site.serialNumbers.length; inverter++) {
    for (let day = 0; day < site.days; day++) {
      const cell = site.at(inverter, day);
      seconds += cell?.seconds ?? 0;
      energies += cell?.energies ?? 0;
    }
  }
  return energies > 0 && seconds > 0 ? seconds / energies : 900;
}
