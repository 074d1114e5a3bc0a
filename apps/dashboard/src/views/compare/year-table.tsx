import { dayNumber, positionInYear, type YearYield } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { DataTable } from "../../charts/data-table.js";
import { dayAndMonth } from "../../format/date.js";
import { counted, energyText } from "../../format/quantity.js";
import { isComparable, sumOfYear } from "./compared-sum.js";
import { differenceText } from "./comparison-sentence.js";

/** Each year to the same date, and how far the compared year is from it. */
export function YearTable({
  years,
  to,
}: {
  readonly years: readonly YearYield[];
  readonly to: string;
}): JSX.Element {
  const current = years.find(({ year }) => String(year) === to.slice(0, 4));
  const { position } = positionInYear(dayNumber(to));
  const rows = years
    .toReversed()
    .map((year) => [
      String(year.year),
      Number.isNaN(year.toDateJoules) ? "unknown" : energyText(year.joules[position] ?? Number.NaN),
      difference(current, year),
    ]);
  return (
    <section>
      <h2>To {dayAndMonth(to)}</h2>
      <DataTable
        caption={`Energy of each year to ${dayAndMonth(to)}`}
        columns={["Year", "Energy", `${to.slice(0, 4)} is`]}
        rows={rows}
      />
    </section>
  );
}

function difference(current: YearYield | undefined, other: YearYield): string {
  if (!isComparable(other)) return `${counted(other.missingDays, "day")} missing`;
  if (current === undefined) return "";
  if (other.year === current.year) {
    return other.missingDays > 0 ? `${counted(other.missingDays, "day")} incomplete` : "";
  }
  return isComparable(current)
    ? differenceText(sumOfYear(current), sumOfYear(other))
    : "not compared";
}
