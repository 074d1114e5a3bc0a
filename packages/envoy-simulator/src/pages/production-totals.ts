import { inverterTotals } from "../inverter-totals.js";
import { type MeterReading, metersAt } from "../meters.js";
import type { SimulatedSite } from "../site.js";
import { midnightBefore, type PageSource, weekBefore } from "./page.js";

/**
 * The text of `/api/v1/production`. Without meters it is the sum of the inverters. With meters, real
 * firmware repeats the production meter's record of the last quarter of an hour, so it stalls
 * for good where the meter has no clamps.
 */
export function productionTotalsPage(source: PageSource): string {
  const { site, unixSeconds } = source;
  const [midnight, week] = [midnightBefore(source), weekBefore(source)];
  if (site.design.meters === "none") {
    const { wattHours, watts, wattHoursToday } = inverterTotals(site, unixSeconds);
    return JSON.stringify({
      wattHoursToday,
      wattHoursSevenDays: Math.floor(wattHours - inverterTotals(site, week).wattHours),
      wattHoursLifetime: Math.floor(wattHours),
      wattsNow: watts,
    });
  }
  const delivered = (moment: number): number => productionMeter(site, moment)?.delivered ?? 0;
  const recordedAt = Math.floor(unixSeconds / 900) * 900;
  return JSON.stringify({
    wattHoursToday: Math.floor(delivered(recordedAt) - delivered(midnight)),
    wattHoursSevenDays: Math.floor(delivered(recordedAt) - delivered(week)),
    wattHoursLifetime: Math.floor(delivered(recordedAt)),
    wattsNow: Math.round(productionMeter(site, recordedAt)?.watts ?? 0),
  });
}

function productionMeter(site: SimulatedSite, unixSeconds: number): MeterReading | undefined {
  return metersAt(site, unixSeconds)[0]?.total;
}
