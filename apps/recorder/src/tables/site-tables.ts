import type { TablesConfig } from "../config/config.js";
import { batteryReadings } from "./battery-readings.js";
import { dailySummary } from "./daily-summary.js";
import { deviceReports } from "./device-reports.js";
import { meterReadings } from "./meter-readings.js";
import type { SiteTable, StoredTable } from "./site-table.js";

/** Every table that there may be. */
export const allTables: readonly StoredTable[] = [
  deviceReports,
  meterReadings,
  batteryReadings,
  dailySummary,
];

/** The tables of answers that are wanted, in the order in which a flush writes them. */
export function siteTables(wanted: TablesConfig): readonly SiteTable[] {
  // What was polled is kept, whether or not meters and batteries are to be polled from now on.
  return [...(wanted.deviceReports ? [deviceReports] : []), meterReadings, batteryReadings];
}
