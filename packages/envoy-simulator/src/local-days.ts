const day = 86_400;
/** No zone is farther from UTC. */
const widest = 16 * 3600;

/** The days of a time zone. A day is named by its number since 1970-01-01, which does not depend on the zone. */
export interface LocalDays {
  /** The number of the day that a moment (seconds since 1970) is in. */
  dayOf(unixSeconds: number): number;
  /** When a day begins, in seconds since 1970: at the first moment that has its date. */
  startOf(dayNumber: number): number;
}

const utc: LocalDays = {
  dayOf: (unixSeconds) => Math.floor(unixSeconds / day),
  startOf: (dayNumber) => dayNumber * day,
};

const zones = new Map<string, LocalDays>([["UTC", utc]]);

/** The days of an IANA time zone. Throws Node's `RangeError` for a zone that does not exist. */
export function localDays(timeZone: string): LocalDays {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const days = new ZoneDays(timeZone);
  zones.set(timeZone, days);
  return days;
}

/** The date of a day in ISO 8601, such as "2026-06-10". */
export function dateOf(dayNumber: number): string {
  return new Date(dayNumber * day * 1000).toISOString().slice(0, 10);
}

class ZoneDays implements LocalDays {
  readonly #format: Intl.DateTimeFormat;
  readonly #starts = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
  }

  dayOf(unixSeconds: number): number {
    const number = Math.floor(unixSeconds / day);
    for (const candidate of [number + 1, number]) {
      if (this.startOf(candidate) <= unixSeconds) return candidate;
    }
    return number - 1;
  }

  startOf(dayNumber: number): number {
    const known = this.#starts.get(dayNumber);
    if (known !== undefined) return known;
    let [before, from] = [dayNumber * day - widest, dayNumber * day + widest];
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      if (this.#dateAt(middle) < dayNumber) before = middle;
      else from = middle;
    }
    this.#starts.set(dayNumber, from);
    return from;
  }

  /** The number of the date that calendars in the zone show. */
  #dateAt(unixSeconds: number): number {
    const [month = 1, date = 1, year = 1970] = this.#format
      .format(unixSeconds * 1000)
      .split("/")
      .map(Number);
    return Date.UTC(year, month - 1, date) / 1000 / day;
  }
}
