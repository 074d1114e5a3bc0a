import { createSite, type SiteOptions, simulateReadings } from "@envoy/envoy-simulator";
import { openArchive } from "../../src/readings/archive.js";
import { RowBuilder } from "../../src/readings/row-builder.js";

/** Archives all readings of a simulated site between two dates, such as "2026-05-31", of its time zone. */
export async function archiveYears(
  folder: string,
  options: SiteOptions,
  [from, to]: readonly [from: string, to: string],
): Promise<void> {
  const site = createSite(options);
  const archive = openArchive(folder);
  let rows = new RowBuilder("native");
  let month = from.slice(0, 7);
  const span = { from: Date.parse(from) / 1000 + 43_200, to: Date.parse(to) / 1000 };
  for (const day of simulateReadings(site, span)) {
    if (!day.date.startsWith(month)) {
      await archive.merge(rows.table());
      rows = new RowBuilder("native");
      month = day.date.slice(0, 7);
    }
    for (let i = 0; i < day.count; i++) {
      rows.add({
        serialNumber: day.serialNumbers[day.inverter[i] ?? 0] ?? "",
        endDate: day.endDate[i] ?? 0,
        durationSeconds: day.durationSeconds[i] ?? 0,
        joulesProduced: day.joulesProduced[i] ?? 0,
        temperatureCelsius: day.temperatureCelsius[i] ?? 0,
        powerConversionErrorSeconds: day.errorSeconds[i] ?? 0,
        wattHoursToday: day.wattHoursToday[i] ?? 0,
      });
    }
  }
  await archive.merge(rows.table());
}
