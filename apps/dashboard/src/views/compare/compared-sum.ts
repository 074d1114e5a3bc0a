import type { YearYield } from "@envoy/solar-insight";
import type { PeriodTotal } from "../../data/use-task.js";

/** What a year, or a part of it, made, as it is compared with others. */
export interface ComparedSum {
  readonly year: number;
  /** With what is known of the energy in gaps; NaN if nothing is known. */
  readonly joules: number;
  /** How many days are missing, or known in part. */
  readonly missingDays: number;
  readonly missingShare: number;
}

/** Of more, what is known says too little of the whole. */
const mostMissing = 0.1;

/** Whether little enough is missing. */
export function isComparable({ missingShare }: Pick<ComparedSum, "missingShare">): boolean {
  return missingShare <= mostMissing;
}

export function sumOfYear(year: YearYield): ComparedSum {
  return { ...year, joules: year.toDateJoules + year.toDateGapJoules };
}

export function sumOfMonth(month: PeriodTotal): ComparedSum {
  return { ...month, joules: month.joules + month.gapJoules };
}
