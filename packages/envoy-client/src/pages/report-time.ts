/** 9999-12-31T23:59:59Z: later times have no four-digit year, and are usually milliseconds. */
const latest = 253_402_300_799;

/** Whether this may be the end of a report, in seconds since 1970; 0 is how firmware writes "never". */
export function isReportTime(seconds: number): boolean {
  return seconds >= 0 && seconds <= latest;
}

/** What {@link isReportTime} asks for, in the message of a problem. */
export const reportTimeRule = "should be seconds since 1970";
