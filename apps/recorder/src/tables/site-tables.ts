import type { TablesConfig } from "../config/config.js";
import { batteryReadings } from "./battery-readings.js";
import { meterReadings } from "./meter-readings.js";
import type { SiteTable } from "./site-table.js";

/** The tables that are wanted, in the order in which a flush writes them. */
export function siteTables(_wanted: TablesConfig): readonly SiteTable[] {
  // What was polled is kept, whether or not it is to be polled from now on.
  return [meterReadings, batteryReadings];
}
