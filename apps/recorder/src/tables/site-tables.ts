import type { TablesConfig } from "../config/config.js";
import { deviceReports } from "./device-reports.js";
import type { SiteTable } from "./site-table.js";

/** The tables that are wanted, in the order in which a flush writes them. */
export function siteTables(wanted: TablesConfig): readonly SiteTable[] {
  return wanted.deviceReports ? [deviceReports] : [];
}
