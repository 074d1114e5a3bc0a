import {
  addDays,
  type DayCurve,
  dailyEnergy,
  dayCurve,
  daylight,
  findGaps,
  type Gap,
  type GapEnergy,
  type LocalDay,
  type Readings,
  type TimeSpan,
  type TimeZone,
} from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { siteGaps } from "../insight/site-gaps.js";
import { archivedReadings } from "../insight/site-readings.js";
import { chosenInverters } from "./inverters.js";

/** One local day of some inverters. */
export interface DayData {
  readonly day: LocalDay;
  readonly zone: TimeZone;
  readonly readings: Readings;
  /** Joules of the day, in all and by inverter; NaN where none is archived. */
  readonly joules: number;
  readonly joulesByInverter: readonly number[];
  /** When the inverters can be expected to report; undefined if no reading is near. */
  readonly light: TimeSpan | undefined;
  readonly gaps: readonly Gap[];
  /** The same with the energy that they held. */
  readonly energies: readonly GapEnergy[];
}

const weekDays = 7;

/** Reads a local day, and the weeks around it to know how long it is; `now` in milliseconds since 1970. */
export async function readDay(
  config: Config,
  zone: TimeZone,
  date: string,
  wanted: readonly string[],
  now: number,
): Promise<DayData> {
  const span = {
    from: zone.day(addDays(date, -weekDays)).from,
    to: zone.day(addDays(date, weekDays)).to,
  };
  const readings = chosenInverters(config, await archivedReadings(config, span), wanted);
  const day = zone.day(date);
  const energies = await siteGaps(config, zone, readings, [day], now);
  return { ...dayOf(readings, zone, day, now), energies };
}

/** A day's data from readings that contain the weeks around it. */
function dayOf(
  readings: Readings,
  zone: TimeZone,
  day: LocalDay,
  now: number,
): Omit<DayData, "energies"> {
  const { total, byInverter } = dailyEnergy(readings, [day]);
  return {
    day,
    zone,
    readings,
    joules: total[0] ?? Number.NaN,
    joulesByInverter: byInverter.map((days) => days[0] ?? Number.NaN),
    light: daylight(readings, day),
    gaps: findGaps(readings, day, { until: Math.min(now, day.to) }),
  };
}

/** The curve of the hours in which there is light, each divided into equal intervals. */
export function curveOf({ day, light, readings }: DayData, intervalMs: number): DayCurve {
  const hourMs = 3_600_000;
  const whole = (time: number, round: (hours: number) => number): number =>
    day.from + round((time - day.from) / hourMs) * hourMs;
  const span =
    light === undefined
      ? day
      : {
          from: whole(light.from, Math.floor),
          to: Math.min(day.to, whole(light.to, Math.ceil)),
        };
  return dayCurve(readings, span, intervalMs);
}
