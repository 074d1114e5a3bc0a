import type { JSX } from "preact";
import type { PeriodTotal } from "../../data/use-task.js";
import { dayAndMonth, monthName } from "../../format/date.js";
import { counted, energyText } from "../../format/quantity.js";
import { sumOfMonth } from "./compared-sum.js";
import { comparisonSentence } from "./comparison-sentence.js";

/** The same month of each year, to the same date, as bars that are a table, too. */
export function MonthBars({
  months,
  to,
}: {
  readonly months: readonly PeriodTotal[];
  readonly to: string;
}): JSX.Element | null {
  if (months.length === 0) return null;
  const most = Math.max(1, ...months.map(({ joules }) => joules));
  const name = monthName(Number(to.slice(5, 7)));
  const current = months.find(({ year }) => String(year) === to.slice(0, 4));
  return (
    <section>
      <h2>
        {to.endsWith("-01") ? dayAndMonth(to) : `${name}, from the 1st to ${dayAndMonth(to)}`}
      </h2>
      {current === undefined ? null : (
        <p>
          {energyText(current.joules)}:{" "}
          {comparisonSentence(sumOfMonth(current), months.map(sumOfMonth), "month")}.
        </p>
      )}
      <table class="bars">
        <thead class="unseen">
          <tr>
            <th scope="col">Year</th>
            <th scope="col">Share of the best</th>
            <th scope="col">Energy</th>
          </tr>
        </thead>
        <tbody>
          {months.toReversed().map(({ year, joules, missingDays }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              <td class="bar-cell">
                <div
                  class={String(year) === to.slice(0, 4) ? "bar-mark current" : "bar-mark"}
                  style={{ "--share": joules / most }}
                />
              </td>
              <td>
                {energyText(joules)}
                {missingDays > 0 ? (
                  <span class="muted small"> {counted(missingDays, "day")} incomplete</span>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
