import type { TableContent } from "../../charts/data-table.js";
import type { Site } from "../../data/site.js";
import type { Day } from "../../data/use-task.js";
import { clockTime } from "../../format/date.js";
import { powerText } from "../../format/quantity.js";
import { knownTotal } from "./known-total.js";

const perRow = 3;

/** The picture of a day as a table: a row each quarter of an hour in which somebody reports or should. */
export function dayTable(day: Day, { zone, inverters }: Site): TableContent {
  const rows: string[][] = [];
  const { whole, partial } = knownTotal(day);
  for (let step = 0; step < day.total.length; step += perRow) {
    const from = day.from + step * day.stepMs;
    const to = from + perRow * day.stepMs;
    const isPart = !Number.isNaN(meanOf(partial, step));
    const total = meanOf(isPart ? day.total : whole, step);
    const isMissing = day.gaps.some((gap) => gap.isOfAll && gap.from < to && gap.to > from);
    if (Number.isNaN(total) && !isMissing) continue;
    rows.push([
      nameOf(clockTime(from, zone), rows),
      Number.isNaN(total) ? "missing" : `${powerText(total)}${isPart ? " (some missing)" : ""}`,
      ...day.byInverter.map((watts) => {
        const mean = meanOf(watts, step);
        return Number.isNaN(mean) ? "–" : powerText(mean);
      }),
    ]);
  }
  return {
    columns: ["From", "All", ...inverters.map(({ name }) => name)],
    rows,
    empty: "No reading is known of this day.",
  };
}

/** An hour that comes twice has its second time marked. */
function nameOf(time: string, rows: readonly (readonly string[])[]): string {
  return rows.some(([name]) => name === time) ? `${time} (again)` : time;
}

function meanOf(values: Float64Array, step: number): number {
  let [sum, count] = [0, 0];
  for (const value of values.subarray(step, step + perRow)) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? Number.NaN : sum / count;
}
