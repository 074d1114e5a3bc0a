import type { JSX } from "preact";
import { type Comparison, useTask } from "../../data/use-task.js";
import { dayAndMonth, longDate } from "../../format/date.js";
import { comparison, energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import { go } from "../../state/navigation.js";
import type { ViewProps } from "../view.js";
import { compareRoute, dateOfRoute, monthStep } from "./compare-route.js";
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

/** This year against the mean of those others that are known to the same date without gaps. */
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
  const figure = energyText(current.toDateJoules);
  const until = `from 1 January to ${dayAndMonth(to)} ${current.year}`;
  if (current.isPart) {
    return (
      <Answer figure={figure}>
        {until}. {missingText(current.missingDays)}, so the year is not compared
      </Answer>
    );
  }
  const others = years.filter(
    ({ year, isPart, toDateJoules }) =>
      year !== current.year && !isPart && !Number.isNaN(toDateJoules),
  );
  if (others.length === 0) {
    return (
      <Answer figure={figure}>{until}. There is no other whole year to compare it with yet</Answer>
    );
  }
  const all = (year: Comparison["years"][number]): number =>
    year.toDateJoules + year.toDateGapJoules;
  const mean = others.reduce((sum, year) => sum + all(year), 0) / others.length;
  const names = others.map(({ year }) => year);
  const than =
    names.length === 1
      ? `${names[0]} to the same day`
      : `the mean of ${list(names)} to the same day`;
  return (
    <Answer figure={figure}>
      {until}, {comparison(all(current), mean)} {than}
    </Answer>
  );
}

function missingText(days: number): string {
  return days === 1
    ? "1 day of it is missing or known in part"
    : `${days} days of it are missing or known in part`;
}

function list(years: readonly number[]): string {
  return `${years.slice(0, -1).join(", ")} and ${years.at(-1)}`;
}
