import type { JSX } from "preact";
import { Figure } from "../../charts/figure.js";
import type { Site } from "../../data/site.js";
import { type CalendarYear, useTask } from "../../data/use-task.js";
import { shortDate } from "../../format/date.js";
import { counted, energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import { today } from "../day/day-route.js";
import type { ViewProps } from "../view.js";
import { CalendarGrid } from "./calendar-grid.js";
import { CalendarRecords } from "./calendar-records.js";
import { calendarTable } from "./calendar-table.js";
import { type CalendarMonth, monthsOf, sumOf } from "./year-days.js";
import { yearOfRoute, yearRoute } from "./year-route.js";

export function CalendarPage({ route, site }: ViewProps): JSX.Element {
  const year = yearOfRoute(route, site);
  const state = useTask("calendar", { year });
  return (
    <>
      <Stepper unit="year" back={yearRoute(year - 1, site)} forward={yearRoute(year + 1, site)}>
        {year}
      </Stepper>
      <Loaded state={state}>{(result) => <Year result={result} site={site} />}</Loaded>
    </>
  );
}

function Year({
  result: { year, days },
  site,
}: {
  readonly result: CalendarYear;
  readonly site: Site;
}): JSX.Element {
  const months = monthsOf(days, site.firstDay ?? "", today(site));
  const total = sumOf(months);
  return (
    <>
      {Number.isNaN(total) ? (
        <Answer>No reading is known of {year}</Answer>
      ) : (
        <Answer figure={energyText(total)}>{sentence(year, months, site)}</Answer>
      )}
      <Figure
        caption="Each day by its energy; hatched where readings are missing"
        table={() => calendarTable(months)}
      >
        <CalendarGrid year={year} months={months} site={site} />
      </Figure>
      <CalendarRecords site={site} />
    </>
  );
}

/** Such as "in 2025. 2 days are missing, or known only in part". */
function sentence(year: number, months: readonly CalendarMonth[], site: Site): string {
  const { firstDay = "" } = site;
  const isPart = firstDay.startsWith(`${year}-`) && firstDay !== `${year}-01-01`;
  const when = today(site).startsWith(`${year}-`) ? `so far in ${year}` : `in ${year}`;
  const since = isPart ? `, from ${shortDate(firstDay)} on` : "";
  const missing = months.reduce((sum, month) => sum + month.missing, 0);
  if (missing === 0) return `${when}${since}`;
  const verb = missing === 1 ? "is" : "are";
  return `${when}${since}. ${counted(missing, "day")} ${verb} missing, or known only in part`;
}
