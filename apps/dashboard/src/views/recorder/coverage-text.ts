import { dayName } from "@envoy/solar-insight";
import type { TableContent } from "../../charts/data-table.js";
import type { GridPlace } from "../../charts/grid-cursor.js";
import type { Recording } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { dayAndMonth } from "../../format/date.js";
import { dayOfMonthText } from "../../format/day-of-month.js";

/** The share of all days of all inverters that is expected; NaN if nothing is. */
export function coveredShare({ share }: Recording): number {
  let [sum, count] = [0, 0];
  for (const ofInverter of share) {
    for (const value of ofInverter) {
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}

const reasonTexts = {
  everyone: "the recorder or the gateway was away",
  alone: "this panel alone",
  both: "the recorder or the gateway was away, and longer this panel alone",
} as const;

/** What a cell shows, in words. */
export function cellText(
  { inverters }: Site,
  { firstDay, share, reasons }: Recording,
  { column, row }: GridPlace,
): string {
  const of = `${inverters[row]?.name}, ${dayAndMonth(dayName(firstDay + column))}`;
  const value = share[row]?.[column] ?? Number.NaN;
  const reason = reasons[row]?.[column];
  if (Number.isNaN(value)) return `${of}: nothing is expected`;
  if (reason === undefined) return `${of}: all of the daylight is recorded`;
  return `${of}: ${percentText(value)} of the daylight is recorded; ${reasonTexts[reason]}`;
}

export function coverageTable(
  { inverters }: Site,
  { firstDay, days, share }: Recording,
): TableContent {
  const columns = Array.from({ length: days }, (_, i) => dayOfMonthText(dayName(firstDay + i)));
  const rows = inverters.map(({ name }, row) => [
    name,
    ...Array.from(share[row] ?? [], (value) => (Number.isNaN(value) ? "–" : percentText(value))),
  ]);
  return { columns: ["Panel", ...columns], rows };
}

/** What is almost all is not all. */
function percentText(share: number): string {
  return `${Math.floor(share * 100 + 1e-6)}\u00a0%`;
}
