import type { SimulatedInverter } from "../inverter-reports.js";
import { wattsOf } from "../inverter-totals.js";
import { acBatteriesAt } from "./ac-batteries.js";
import type { PageSource } from "./page.js";

/** The text of `/api/v1/production/inverters` of a {@link SimulatedSite} without AC Batteries: every inverter, with its last power but no energy. */
export function invertersPage(inverters: readonly SimulatedInverter[]): string {
  return JSON.stringify(inverters.map(listed));
}

/** The text of `/api/v1/production/inverters`. AC Batteries are listed after the inverters, as `devType` 11. */
export function invertersAndBatteriesPage({ site, unixSeconds }: PageSource): string {
  const batteries = acBatteriesAt(site, unixSeconds).map(({ serialNumber, watts, maxWatts }) => ({
    serialNumber,
    lastReportDate: Math.floor(unixSeconds),
    devType: 11,
    lastReportWatts: Math.max(0, Math.round(watts)),
    maxReportWatts: maxWatts,
  }));
  return JSON.stringify([...site.invertersAt(unixSeconds).map(listed), ...batteries]);
}

function listed({ serialNumber, report, maxWatts }: SimulatedInverter): unknown {
  return {
    serialNumber,
    lastReportDate: report?.endDate ?? 0,
    devType: 1,
    lastReportWatts: wattsOf(report),
    maxReportWatts: maxWatts,
  };
}
