import type { TablesConfig } from "../config/config.js";
import type { SiteTable } from "./site-table.js";

/** The tables that are wanted, in the order in which a flush writes them. */
export function siteTables(_wanted: TablesConfig): readonly SiteTable[] {
  return [];
}
