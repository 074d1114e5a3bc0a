/** What is wrong with one item of an answer; the others are not affected. */
export interface Problem {
  /** Where in the answer, such as `[3].lastReportWatts` or `553648384.sn`. */
  readonly at: string;
  /** What it should be, and for `device_data` also what it is. */
  readonly message: string;
}
