import { dayNumber, positionInYear, type YearYield } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { DataTable } from "../../charts/data-table.js";
import { dayAndMonth } from "../../format/date.js";
import { comparison, counted, energyText } from "../../format/quantity.js";

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
  if (other.isPart) return `${counted(other.missingDays, "day")} missing`;
  if (current === undefined || other.year === current.year) return "";
  if (current.isPart) return "not compared";
  return comparison(
    current.toDateJoules + current.toDateGapJoules,
    other.toDateJoules + other.toDateGapJoules,
  );
}
