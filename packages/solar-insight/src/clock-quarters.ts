import type { LocalDay, TimeZone } from "./time-zone.js";

const quarterHourMs = 900_000;

/** The quarters of an hour that a clock shows in a day. */
export const quartersInDay = 96;

/**
 * Which quarter of the clock each quarter of an hour of a local day is, from its first instant. When clocks change, some quarters
 * are twice in a day, or not in it at all.
 */
export function clockQuarters(zone: TimeZone, day: LocalDay): Uint8Array {
  const quarters = new Uint8Array(Math.ceil((day.to - day.from) / quarterHourMs));
  const isPlain = day.to - day.from === quartersInDay * quarterHourMs;
  return quarters.map((_, i) => {
    if (isPlain) return i;
    const clock = zone.format(day.from + i * quarterHourMs);
    return Number(clock.slice(11, 13)) * 4 + Math.floor(Number(clock.slice(14, 16)) / 15);
  });
}
