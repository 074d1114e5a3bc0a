import type { Site } from "../../data/site.js";
import { clockTime, dateAndTime, duration } from "../../format/date.js";

/** Readings come at least so often by day, and polls always do. */
const staleMs = 90 * 60_000;

/** Whether it is recording, in one sentence. */
export function recordingSentence(site: Site, now: number): string {
  const { recording, lastReadingAt, zone } = site;
  if (recording === undefined) {
    return lastReadingAt === undefined
      ? "Nothing is recorded here yet"
      : `Recorded until ${dateAndTime(lastReadingAt, zone)}`;
  }
  const newest = Math.max(recording.lastPollAt ?? 0, lastReadingAt ?? 0);
  if (now - newest > staleMs)
    return `Not recording: nothing has come for ${duration(now - newest)}`;
  if (lastReadingAt === undefined) return "Recording, but no reading has come yet";
  if (now - lastReadingAt <= staleMs) {
    return `Recording: the last reading is ${duration(now - lastReadingAt)} old`;
  }
  return `Recording: the last reading is from ${clockTime(lastReadingAt, zone)}, and polls go on`;
}
