import { addDays, dayName, type Yield } from "@envoy/solar-insight";
import type { ComponentChildren, JSX } from "preact";
import type { Site } from "../../data/site.js";
import { type PeriodTotal, useTask } from "../../data/use-task.js";
import { monthName, shortDate } from "../../format/date.js";
import { counted, energyText } from "../../format/quantity.js";
import { formatRoute, routeTo } from "../../state/route.js";
import { today } from "../day/day-route.js";

/** What was best in all years, and what each year made. */
export function CalendarRecords({ site }: { readonly site: Site }): JSX.Element {
  const state = useTask("records", { until: addDays(today(site), -1) });
  if (state.kind !== "ready") return <div class="records-space" />;
  const { records, years } = state.result;
  const { bestDay, bestMonth, bestYear, longestGap } = records;
  return (
    <>
      <section>
        <h2>Records</h2>
        <dl class="records">
          <Best name="Best day" best={bestDay} text={shortDate} view="day" />
          <Best name="Best whole month" best={bestMonth} text={monthAndYear} view="calendar" />
          <Best name="Best whole year" best={bestYear} text={yearOf} view="calendar" />
          {longestGap === undefined ? null : (
            <Entry name="Longest gap" value={counted(longestGap.to - longestGap.from + 1, "day")}>
              from {shortDate(dayName(longestGap.from))}
            </Entry>
          )}
        </dl>
      </section>
      <section>
        <h2>Years</h2>
        <dl class="records">
          {years.map((total) => (
            <Entry key={total.year} name={String(total.year)} value={energyText(total.joules)}>
              {daysText(total, today(site))}
            </Entry>
          ))}
        </dl>
      </section>
    </>
  );
}

function daysText({ year, days, calendarDays }: PeriodTotal, day: string): string {
  const known = days < calendarDays ? `${days} of ${calendarDays} days` : "all days";
  return day.startsWith(`${year}-`) ? `${known} so far` : known;
}

function Best({
  name,
  best,
  text,
  view,
}: {
  readonly name: string;
  readonly best: Yield | undefined;
  readonly text: (day: string) => string;
  readonly view: "day" | "calendar";
}): JSX.Element {
  if (best === undefined) {
    return (
      <Entry name={name} value="–">
        none yet
      </Entry>
    );
  }
  const day = dayName(best.from);
  const to = view === "day" ? routeTo("day", day) : routeTo("calendar", yearOf(day));
  return (
    <Entry name={name} value={energyText(best.joules)}>
      <a href={formatRoute(to)}>{text(day)}</a>
    </Entry>
  );
}

function Entry({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span class="muted small">{children}</span>
      </dd>
    </div>
  );
}

function monthAndYear(day: string): string {
  return `${monthName(Number(day.slice(5, 7)))} ${yearOf(day)}`;
}

function yearOf(day: string): string {
  return day.slice(0, 4);
}
