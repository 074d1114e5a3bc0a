/** What makes an inverter stand out, without a claim to know the cause. */
export interface Finding {
  /** Its place in the summaries' `inverters`. */
  readonly inverter: number;
  /**
   * `low`: it makes much less of what its group makes than it did before. `dead`: it reports, and makes nothing. `silent`: it
   * does not report.
   */
  readonly kind: "low" | "dead" | "silent";
  /** The first day of it, in days since 1970-01-01: of `low`, the first bright one. */
  readonly since: number;
  /** The last bright day before on which all was well; undefined if there is none. It may have begun on the day after it. */
  readonly lastGoodDay: number | undefined;
  /** What it now makes, as a share of its baseline: the median of its bright days since. NaN if it is silent. */
  readonly ratio: number;
  /** What it made before, as a ratio to the median of its group. NaN if that is not known. */
  readonly baseline: number;
  /** Which days the baseline is of: the same season of earlier years, or those before it began. */
  readonly basis: "season" | "before" | undefined;
  /** On how many of the last bright days it was so. */
  readonly evidence: {
    readonly days: number;
    readonly ofBrightDays: number;
  };
  /** How long it said that it could not convert power since then, in seconds; NaN if it is not known. */
  readonly errorSeconds: number;
  readonly lost: LostEnergy;
}

/** What an inverter would have produced more, had it gone on as before, until the last day that is known. */
export interface LostEnergy {
  /** Baseline times the group's median, less its own, of all days since. NaN if it is not known. */
  readonly joules: number;
  /** One standard deviation of it, by how much the inverter varied before, in joules. */
  readonly uncertaintyJoules: number;
  /** Of how many days it is. */
  readonly days: number;
  /** Days since of which it is not known. */
  readonly unknownDays: number;
  /** `about` it; `atLeast` where days are not known; `atMost` of a silent inverter, which may produce unheard. */
  readonly bound: "about" | "atLeast" | "atMost";
}
