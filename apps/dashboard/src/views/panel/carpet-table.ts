import type { TableContent } from "../../charts/data-table.js";
import type { CarpetMonth } from "../../data/results.js";
import { monthName } from "../../format/date.js";

/** The same by month and hour: the share of the best, by energy. */
export function carpetTable(months: readonly (CarpetMonth | undefined)[]): TableContent {
  const known = months.flatMap((month, i) => (month === undefined ? [] : [{ month, i }]));
  const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
    known.some(({ month }) => !Number.isNaN(month.hours[hour])),
  );
  return {
    columns: ["Month", ...hours.map((hour) => `${String(hour).padStart(2, "0")}:00`)],
    rows: known.map(({ month, i }) => [
      monthName(i + 1),
      ...hours.map((hour) => {
        const ratio = month.hours[hour] ?? Number.NaN;
        return Number.isNaN(ratio) ? "–" : `${Math.round(ratio * 100)}\u00a0%`;
      }),
    ]),
    empty: "Nothing has been read yet.",
  };
}
