import type { TableContent } from "../../charts/data-table.js";
import { monthName } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";
import type { CalendarDay, CalendarMonth } from "./year-days.js";

/** A row a month: its total, then its days. */
export function calendarTable(months: readonly CalendarMonth[]): TableContent {
  return {
    columns: ["Month", "Total", ...Array.from({ length: 31 }, (_, i) => String(i + 1))],
    rows: months.map(({ month, days, joules }) => [
      monthName(month),
      Number.isNaN(joules) ? "–" : energyText(joules),
      ...days.map(cellText),
    ]),
  };
}

/** A day's energy, or why there is none. */
export function cellText({ joules, state }: CalendarDay): string {
  if (state === "known") return energyText(joules);
  if (state === "part") return `${energyText(joules)}, in part`;
  return { missing: "missing", before: "before the record", "to-come": "to come" }[state];
}
