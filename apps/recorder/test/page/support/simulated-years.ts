import { createSite, type SiteOptions, simulateReadings } from "@envoy/envoy-simulator";
import { openArchive } from "../../../src/readings/archive.js";
import { RowBuilder } from "../../../src/readings/row-builder.js";

/** The site whose years the page's tests show, if they do not say otherwise. */
export const london: SiteOptions & { readonly timeZone: string } = {
  timeZone: "Europe/London",
  sky: { latitude: 51.5, longitude: -0.1 },
  inverters: 4,
};

/** Writes the readings of a simulated site from one local day to another (ISO dates, the last one excluded) into an archive. */
export async function simulateYears(
  archive: string,
  { from, to, ...site }: SiteOptions & { readonly from: string; readonly to: string },
): Promise<void> {
  const since = Date.parse(from) / 1000 - 2 * 86_400;
  const simulated = createSite({ since, ...site });
  // No zone begins a date more than 14 hours before UTC does.
  const span = { from: Date.parse(`${from}T12:00Z`) / 1000, to: Date.parse(to) / 1000 - 14 * 3600 };
  const table = openArchive(archive);
  let rows = new RowBuilder();
  for (const day of simulateReadings(simulated, span)) {
    for (let row = 0; row < day.count; row++) {
      rows.add({
        serialNumber: day.serialNumbers[day.inverter[row] ?? 0] ?? "",
        endDate: day.endDate[row] ?? 0,
        durationSeconds: day.durationSeconds[row],
        joulesProduced: day.joulesProduced[row],
        wattHoursToday: day.wattHoursToday[row],
        dcVoltageMillivolts: day.dcVoltageMillivolts[row],
        temperatureCelsius: day.temperatureCelsius[row],
      });
    }
    if (rows.length > 100_000) {
      await table.merge(rows.table());
      rows = new RowBuilder();
    }
  }
  if (rows.length > 0) await table.merge(rows.table());
}
