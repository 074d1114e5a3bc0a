import { median, quantile } from "./median.js";
import { at } from "./readings.js";

/** What something usually is, and of which days that is known. */
export interface BaselineLevel {
  readonly level: number;
  /** Days of the same season of years before, or all the days before of the last year. */
  readonly basis: "season" | "before";
  /** What it was at its lowest in the same season, but for one day of ten; 0 if no season is known. */
  readonly seasonLow: number;
}

const yearDays = 365.25;

/** How many days before and after the same date of a year before are the same season. */
const seasonDays = 15;

/** How many years back a season is known. */
const seasonYears = 2;

/** Fewer values are no level. */
const leastValues = 7;

/** How many values have a level of their own. */
const blockValues = 10;

/** Of the levels of a year, this share is below what it can do: the rest is chance. What declines slowly is compared with what it was. */
const ableShare = 0.8;

/** How long a level that was found is used, in days. */
const keptDays = 10;

/**
 * What one value of an inverter (such as its ratio to its group) was on earlier bright days, in order. Its baseline
 * is the median of the same season of the years before. In a first year, it is a level that it has
 * held: a mean would follow what slowly soils.
 */
export class OwnBaseline {
  readonly #days: number[] = [];
  readonly #values: number[] = [];
  readonly #blockDays: number[] = [];
  readonly #blockLevels: number[] = [];
  #known: BaselineLevel | undefined;
  #knownOn = Number.NEGATIVE_INFINITY;

  /** Adds the value of a day, which is after those before. */
  add(day: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.#days.push(day);
    this.#values.push(value);
    if (this.#values.length % blockValues !== 0) return;
    this.#blockDays.push(day);
    this.#blockLevels.push(median(this.#values.slice(-blockValues)));
  }

  /** The level that is to be expected on a day; undefined if too little is known. */
  on(day: number): BaselineLevel | undefined {
    if (this.#known === undefined || Math.abs(day - this.#knownOn) >= keptDays) {
      this.#known = this.#season(day) ?? this.#before(day);
      this.#knownOn = day;
    }
    return this.#known;
  }

  #season(day: number): BaselineLevel | undefined {
    const values: number[] = [];
    for (let years = 1; years <= seasonYears; years++) {
      const middle = Math.round(day - years * yearDays);
      const last = middle + seasonDays;
      for (let i = this.#placeOf(middle - seasonDays); at(this.#days, i) <= last; i++) {
        values.push(at(this.#values, i));
      }
    }
    if (values.length < leastValues) return undefined;
    return { level: median(values), basis: "season", seasonLow: quantile(values, 0.1) };
  }

  #before(day: number): BaselineLevel | undefined {
    if (this.#values.length < leastValues) return undefined;
    const levels = this.#blockLevels.filter((_, i) => {
      const age = day - at(this.#blockDays, i);
      return age >= 0 && age < yearDays;
    });
    const level =
      levels.length === 0 ? median(this.#values.slice(-blockValues)) : quantile(levels, ableShare);
    return { level, basis: "before", seasonLow: 0 };
  }

  /** The place of the first value of a day or a later one. */
  #placeOf(day: number): number {
    let low = 0;
    let high = this.#days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(this.#days, middle) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
