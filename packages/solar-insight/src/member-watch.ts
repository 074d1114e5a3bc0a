import { median } from "./median.js";
import { OwnBaseline } from "./own-baseline.js";

/** What one bright day tells of a member of a group. */
export interface BrightDay {
  /** In days since 1970-01-01. */
  readonly day: number;
  /** Its energy as a ratio to the median of its group. */
  readonly ratio: number;
  /** Its peak power as a ratio to the median of its group. */
  readonly peakRatio: number;
  /** The ratio as a share of its baseline and of what the others do. */
  readonly share: number;
  /** The same of its peak. */
  readonly peakShare: number;
  /** How much longer than the others it could not convert power, in seconds. */
  readonly errorSeconds: number;
}

/** When a member is low. */
export interface LowLimits {
  /** A share below this is low. */
  readonly lowShare: number;
  /** Of how many bright days... */
  readonly brightDays: number;
  /** ...so many must be low. */
  readonly lowDays: number;
}

/** What goes on below its baseline. */
export interface LowSpell {
  readonly since: number;
  readonly lastGoodDay: number | undefined;
}

/** A share that is this much above the limit is good again. */
const recoveredBy = 0.02;

/** After so many good days in a row, a member is well. */
const recoveredDays = 3;

/** A shadow that passes leaves the best quarter of an hour at more than this share. */
const shadowPeakShare = 0.9;

/** An inverter that stops so long a day has no need of a low peak, in seconds. */
const notableErrorSeconds = 600;

/** How far below usual a day must be, in standard deviations of the days before. */
const deviations = 3;

/** Of how many days the deviation is. */
const deviationDays = 60;

/** Follows one member of a group through its bright days, in order. What it says on a day depends on no later one. */
export class MemberWatch {
  readonly baseline: OwnBaseline = new OwnBaseline();
  readonly peakBaseline: OwnBaseline = new OwnBaseline();
  /** Logarithms of its ratios, by bright day of the group; NaN while it is low. */
  readonly logRatios: number[] = [];
  readonly #limits: LowLimits;
  /** The last bright days, which are no part of the baseline yet. */
  #recent: BrightDay[] = [];
  /** Logarithms of the shares of days that were well. */
  readonly #deviations: number[] = [];
  #deviation = Number.NaN;
  #spell: LowSpell | undefined;
  #lastGoodDay: number | undefined;

  constructor(limits: LowLimits) {
    this.#limits = limits;
  }

  /** Undefined while it is well. */
  get spell(): LowSpell | undefined {
    return this.#spell;
  }

  get recent(): readonly BrightDay[] {
    return this.#recent;
  }

  /** The last bright day on which it was well before something began on a day; undefined if there is none. */
  lastGoodDayBefore(since: number): number | undefined {
    if (this.#spell?.since === since) return this.#spell.lastGoodDay;
    const recent = this.#recent.filter(({ day, share }) => day < since && !(share < this.lowShare));
    return recent.at(-1)?.day ?? this.#goodBefore(since);
  }

  /** The standard deviation of its shares on days that were well; NaN until there are ten of them. */
  get deviation(): number {
    return this.#deviation;
  }

  /** A share below this is low: NaN, so that nothing is, until it is known how much a share varies. */
  get lowShare(): number {
    return Math.min(this.#limits.lowShare, 1 - deviations * this.#deviation);
  }

  /** Takes the next bright day. */
  add(bright: BrightDay, isSeasonKnown: boolean): void {
    this.#recent.push(bright);
    this.logRatios.push(this.#spell === undefined ? Math.log(bright.ratio) : Number.NaN);
    if (this.#recent.length > this.#limits.brightDays) this.#learn(this.#recent.shift());
    if (this.#spell === undefined) this.#begin(isSeasonKnown);
    else this.#end();
    if (this.#spell === undefined && !(bright.share < this.lowShare))
      this.#lastGoodDay = bright.day;
  }

  #begin(isSeasonKnown: boolean): void {
    const { lowShare } = this;
    let count = 0;
    for (const { share } of this.#recent) if (share < lowShare) count++;
    if (count < this.#limits.lowDays) return;
    const low = this.#recent.filter(({ share }) => share < lowShare);
    const [first] = low;
    if (first === undefined) return;
    const peak = median(low.map(({ peakShare }) => peakShare));
    const errors = median(low.map(({ errorSeconds }) => errorSeconds));
    // In a first year, a shadow that comes with the season is nothing that broke.
    if (!isSeasonKnown && peak > shadowPeakShare && !(errors > notableErrorSeconds)) return;
    const before = this.#recent.filter(({ day }) => day < first.day).at(-1)?.day;
    this.#spell = { since: first.day, lastGoodDay: before ?? this.#goodBefore(first.day) };
    // What was low until it was noticed is no history.
    const days = this.#recent.filter(({ day }) => day >= first.day).length;
    this.logRatios.fill(Number.NaN, -days);
  }

  #goodBefore(day: number): number | undefined {
    return this.#lastGoodDay !== undefined && this.#lastGoodDay < day
      ? this.#lastGoodDay
      : undefined;
  }

  #end(): void {
    const last = this.#recent.slice(-recoveredDays);
    const isWell = last.every(({ share }) => share >= this.lowShare + recoveredBy);
    if (!isWell || last.length < recoveredDays) return;
    this.#spell = undefined;
    this.#recent = last;
  }

  /** A day that left the recent ones becomes part of what is usual, unless it is part of what is not. */
  #learn(bright: BrightDay | undefined): void {
    if (bright === undefined) return;
    if (this.#spell !== undefined && bright.day >= this.#spell.since) return;
    this.baseline.add(bright.day, bright.ratio);
    this.peakBaseline.add(bright.day, bright.peakRatio);
    if (Number.isNaN(bright.share)) return;
    this.#deviations.push(Math.abs(Math.log(bright.share)));
    if (this.#deviations.length % 10 !== 0) return;
    // 1.4826 times the median of absolute deviations is the standard deviation, were they normal.
    this.#deviation = 1.4826 * median(this.#deviations.slice(-deviationDays));
  }
}
