import { median, quantile } from "./median.js";
import { at } from "./readings.js";

/** Of how many bright days it is known how far a share may fall by chance, and by the seasons. */
const longDays = 60;

/** Of how many bright days it is known what a share was just before. */
const shortDays = 15;

/** Fewer do not tell. */
const leastDays = 10;

/** After so many days it is learned anew: one day changes little. */
const learnedEvery = 5;

/** How far below usual a day must be, in standard deviations. */
const deviations = 3;

/** One of ten normal values is lower than the mean by so many standard deviations. */
const deviationsOfTenth = 1.2816;

/** The median of absolute deviations of normal values is this part of their standard deviation. */
const deviationsOfMedian = 0.6745;

/** What an inverter makes above its baseline, as the sun of winter may have it, it need not keep. */
const mostLevel = 1.05;

/** Where nobody said what sees the same sun, a drift to this share is none of the season's. */
const mostDrift = 0.75;

/**
 * Below which share of its baseline an inverter is low, as learned from bright days on which it was well. It is the greater of two
 * limits: one below the baseline, and one below what the share was just before, which a sudden fall crosses wherever
 * the share was. Both are lower where shares vary more. Where members of a group may be on different roofs, the first one
 * is also lower where the share drifted in the last months, so that no season crosses it.
 */
export class LowLimit {
  readonly #lowShare: number;
  readonly #mayDrift: boolean;
  readonly #shares: number[] = [];
  #limit = Number.NaN;
  #deviation = Number.NaN;

  /** Never is more than `lowShare` of the baseline, or of what was just before, low. */
  constructor(lowShare: number, mayDrift: boolean) {
    this.#lowShare = lowShare;
    this.#mayDrift = mayDrift;
  }

  /** NaN, so that nothing is low, until it is known how much shares vary. */
  get limit(): number {
    return this.#limit;
  }

  /** The standard deviation of a share from one bright day to another. */
  get deviation(): number {
    return this.#deviation;
  }

  add(share: number): void {
    if (Number.isNaN(share)) return;
    this.#shares.push(share);
    if (this.#shares.length < leastDays || this.#shares.length % learnedEvery !== 0) return;
    const last = this.#shares.slice(-shortDays);
    const level = median(last);
    for (let i = 0; i < last.length; i++) last[i] = Math.abs(at(last, i) - level);
    this.#deviation = median(last) / deviationsOfMedian;
    const varied = Math.min(this.#lowShare, 1 - deviations * this.#deviation);
    const long = this.#mayDrift ? Math.min(varied, this.#drifted()) : varied;
    this.#limit = Math.max(long, Math.min(level, mostLevel) * varied);
  }

  #drifted(): number {
    const tenth = quantile(this.#shares.slice(-longDays), 0.1);
    return Math.max(mostDrift, 1 - (deviations * (1 - tenth)) / deviationsOfTenth);
  }
}
