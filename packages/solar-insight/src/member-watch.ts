import { LowLimit } from "./low-limit.js";
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
interface LowLimits {
  /** A share below this is low. */
  readonly lowShare: number;
  /** Of how many bright days... */
  readonly brightDays: number;
  /** ...so many must be low. */
  readonly lowDays: number;
}

/** {@link LowLimits} for the members of one group. */
export interface MemberLimits extends LowLimits {
  /** Nobody said that all members see the same sun. */
  readonly mayDrift: boolean;
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

/** Of how many bright days it is known what peaks were just before. */
const peakDays = 15;

/** Follows one member of a group through its bright days, in order. What it says on a day depends on no later one. */
export class MemberWatch {
  readonly baseline: OwnBaseline = new OwnBaseline();
  readonly peakBaseline: OwnBaseline = new OwnBaseline();
  /** Logarithms of its ratios, by bright day of the group; NaN while it is low. */
  readonly logRatios: number[] = [];
  readonly #limits: MemberLimits;
  readonly #limit: LowLimit;
  /** The same of peaks, of which only what they were is of use. */
  readonly #peaks: number[] = [];
  /** The last bright days, which are no part of the baseline yet. */
  #recent: BrightDay[] = [];
  #spell: LowSpell | undefined;
  #lastGoodDay: number | undefined;

  constructor(limits: MemberLimits) {
    this.#limits = limits;
    this.#limit = new LowLimit(limits.lowShare, limits.mayDrift);
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

  /** The standard deviation of its shares on days that were well; NaN if too few are known. */
  get deviation(): number {
    return this.#limit.deviation;
  }

  /** A share below this is low; NaN if too little is known. */
  get lowShare(): number {
    return this.#limit.limit;
  }

  /** Takes the next bright day, and the lowest ratio of its season in other years; 0 if that is not known. */
  add(bright: BrightDay, seasonLow: number): void {
    this.#recent.push(bright);
    this.logRatios.push(this.#spell === undefined ? Math.log(bright.ratio) : Number.NaN);
    if (this.#recent.length > this.#limits.brightDays) this.#learn(this.#recent.shift());
    if (this.#spell === undefined) this.#begin(seasonLow);
    else this.#end();
    if (this.#spell === undefined && !(bright.share < this.lowShare))
      this.#lastGoodDay = bright.day;
  }

  #begin(seasonLow: number): void {
    const { lowShare } = this;
    let count = 0;
    for (const { share } of this.#recent) if (share < lowShare) count++;
    if (count < this.#limits.lowDays) return;
    const low = this.#recent.filter(({ share }) => share < lowShare);
    const [first] = low;
    if (first === undefined) return;
    const peak = median(low.map(({ peakShare }) => peakShare)) / Math.max(1, this.#usualPeak());
    const errors = median(low.map(({ errorSeconds }) => errorSeconds));
    // A shadow that passes and comes with the season is nothing that broke; a new one is lower than it was.
    const ratio = median(low.map(({ ratio }) => ratio));
    const isNew = ratio < seasonLow * this.#limits.lowShare || errors > notableErrorSeconds;
    if (peak > shadowPeakShare && !isNew) return;
    const before = this.#recent.filter(({ day }) => day < first.day).at(-1)?.day;
    this.#spell = { since: first.day, lastGoodDay: before ?? this.#goodBefore(first.day) };
    // What was low until it was noticed is no history.
    const days = this.#recent.filter(({ day }) => day >= first.day).length;
    this.logRatios.fill(Number.NaN, -days);
  }

  #usualPeak(): number {
    return median(this.#peaks.slice(-peakDays)) || 1;
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
    this.#limit.add(bright.share);
    if (!Number.isNaN(bright.peakShare)) this.#peaks.push(bright.peakShare);
  }
}
