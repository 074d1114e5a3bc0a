import {
  addDays,
  dailyEnergy,
  daysOfMonth,
  type GapEnergy,
  type LocalDay,
  type TimeZone,
} from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { siteGaps } from "../insight/site-gaps.js";
import { archivedReadings } from "../insight/site-readings.js";
import { chosenInverters } from "./inverters.js";

/** The days of a local month. */
export interface MonthData {
  readonly month: string;
  readonly zone: TimeZone;
  readonly inverters: readonly string[];
  readonly days: readonly {
    readonly day: LocalDay;
    /** NaN where none is archived. */
    readonly joules: number;
    readonly joulesByInverter: readonly number[];
    /** Some inverter has gaps. */
    readonly hasGaps: boolean;
  }[];
  /** All gaps of the month and the energy that they held. */
  readonly energies: readonly GapEnergy[];
}

/** Reads a local month, such as "2026-06"; `now` in milliseconds since 1970. */
export async function readMonth(
  config: Config,
  zone: TimeZone,
  month: string,
  wanted: readonly string[],
  now: number,
): Promise<MonthData> {
  const dates = daysOfMonth(month);
  const days = zone.days(dates[0] ?? "", dates.at(-1) ?? "");
  const weekDays = 7;
  const span = {
    from: zone.day(addDays(dates[0] ?? "", -weekDays)).from,
    to: zone.day(addDays(dates.at(-1) ?? "", weekDays)).to,
  };
  const readings = chosenInverters(config, await archivedReadings(config, span), wanted);
  const { total, byInverter } = dailyEnergy(readings, days);
  const energies = await siteGaps(config, zone, readings, days, now);
  return {
    month,
    zone,
    inverters: readings.inverters,
    days: days.map((day, i) => ({
      day,
      joules: total[i] ?? Number.NaN,
      joulesByInverter: byInverter.map((ofDays) => ofDays[i] ?? Number.NaN),
      hasGaps: energies.some((gap) => gap.from < day.to && gap.to > day.from),
    })),
    energies,
  };
}
