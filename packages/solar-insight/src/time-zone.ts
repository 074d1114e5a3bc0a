import { addDays } from "./calendar.js";
import type { TimeSpan } from "./time-span.js";

const minuteMs = 60_000;

/** One date of a time zone, from its first instant to the first of the next. */
export interface LocalDay extends TimeSpan {
  /** Such as "2026-03-29". */
  readonly day: string;
}

/**
 * The calendar of a time zone. Its data are those of the runtime's `Intl`: a local day has 23, 24
 * or 25 hours, and begins at 01:00 where a zone's clocks are put forward at midnight.
 */
export class TimeZone {
  /** Its IANA name, such as "Europe/London". */
  readonly name: string;
  readonly #clock: Intl.DateTimeFormat;

  /** Throws `RangeError` if the runtime knows no time zone of this name. */
  constructor(name: string) {
    this.name = name;
    this.#clock = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  }

  /** The local date of an instant, in milliseconds since 1970. */
  dayOf(time: number): string {
    return this.#localTime(time).slice(0, 10);
  }

  /**
   * A local date from its first instant to its last. It lasts no time if the zone left that date
   * out, as Samoa did with 30 December 2011. Throws `RangeError` if `day` is no date.
   */
  day(day: string): LocalDay {
    return { day, from: this.#startOf(day), to: this.#startOf(addDays(day, 1)) };
  }

  /** The local dates from `first` to `last`, both included. */
  days(first: string, last: string): readonly LocalDay[] {
    const days: LocalDay[] = [];
    for (let day = first; day <= last; day = addDays(day, 1)) days.push(this.day(day));
    return days;
  }

  /** An instant as ISO 8601 with the zone's offset, such as "2026-03-29T02:15:00+01:00". */
  format(time: number): string {
    const local = this.#localTime(time);
    const offset = Math.round((Date.parse(`${local}Z`) - time) / minuteMs);
    const sign = offset < 0 ? "-" : "+";
    return `${local}${sign}${twoDigits(Math.abs(offset) / 60)}:${twoDigits(Math.abs(offset) % 60)}`;
  }

  /**
   * The first minute at which the zone's calendar shows this date or a later one. Searching for
   * it needs no assumption about when clocks change, or that midnight exists.
   */
  #startOf(day: string): number {
    // Offsets are between -12 and +14 hours.
    let before = Date.parse(`${day}T00:00Z`) - 26 * 60 * minuteMs;
    let reached = before + 52 * 60 * minuteMs;
    while (reached - before > minuteMs) {
      const middle = before + Math.floor((reached - before) / minuteMs / 2) * minuteMs;
      if (this.dayOf(middle) >= day) reached = middle;
      else before = middle;
    }
    return reached;
  }

  /** Such as "2026-03-29T02:15:00". */
  #localTime(time: number): string {
    // The format of "en-US" for these fields: "03/29/2026, 02:15:00".
    const [month, day, year, ...clock] = this.#clock.format(time).split(/\D+/);
    return `${year?.padStart(4, "0")}-${month}-${day}T${clock.join(":")}`;
  }
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, "0");
}
