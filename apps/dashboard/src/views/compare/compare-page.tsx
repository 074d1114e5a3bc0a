import type { JSX } from "preact";
import { type Comparison, useTask } from "../../data/use-task.js";
import { dayAndMonth, longDate } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import { go } from "../../state/navigation.js";
import type { ViewProps } from "../view.js";
import { compareRoute, dateOfRoute, monthStep } from "./compare-route.js";
import { sumOfYear } from "./compared-sum.js";
import { comparisonSentence } from "./comparison-sentence.js";
import { MonthBars } from "./month-bars.js";
import { YearLines } from "./year-lines.js";
import { YearTable } from "./year-table.js";

export function ComparePage({ route, site }: ViewProps): JSX.Element {
  const to = dateOfRoute(route, site);
  const state = useTask("compare", { until: to });
  return (
    <>
      <Stepper unit="month" back={monthStep(to, -1, site)} forward={monthStep(to, 1, site)}>
        <input
          type="date"
          aria-label="Compare to this date"
          value={to}
          min={site.firstDay}
          max={dateOfRoute({ ...route, query: {} }, site)}
          onChange={({ currentTarget }) => {
            const there = compareRoute(currentTarget.value, site);
            if (there !== undefined) go(there);
          }}
        />
      </Stepper>
      <Loaded state={state}>
        {(result) => (
          <>
            <YearAnswer result={result} to={to} />
            <YearLines years={result.years} to={to} />
            <YearTable years={result.years} to={to} />
            <MonthBars months={result.months} to={to} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** This year against the mean of those others of which enough is known to the same date. */
function YearAnswer({
  result: { years },
  to,
}: {
  readonly result: Comparison;
  readonly to: string;
}): JSX.Element {
  const current = years.find(({ year }) => String(year) === to.slice(0, 4));
  if (current === undefined || Number.isNaN(current.toDateJoules)) {
    return <Answer>Nothing is known of the year to {longDate(to)}</Answer>;
  }
  return (
    <Answer figure={energyText(current.toDateJoules)}>
      from 1 January to {dayAndMonth(to)} {current.year}:{" "}
      {comparisonSentence(sumOfYear(current), years.map(sumOfYear), "year")}
    </Answer>
  );
}
