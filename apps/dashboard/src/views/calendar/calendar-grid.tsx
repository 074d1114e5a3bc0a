import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { Site } from "../../data/site.js";
import { longDate, monthName } from "../../format/date.js";
import { energyText, kilowattHours } from "../../format/quantity.js";
import { moveOfKey } from "../../state/keyboard.js";
import { go } from "../../state/navigation.js";
import { dayRoute } from "../day/day-route.js";
import { cellText } from "./calendar-table.js";
import type { CalendarDay, CalendarMonth } from "./year-days.js";

/** Where the months are columns, so that a finger can hit a day. */
const narrow = matchMedia("(max-width: 47.99rem)");

/** A year as a grid of months by days. Tab reaches one day, the arrow keys the others. */
export function CalendarGrid({
  year,
  months,
  site,
}: {
  readonly year: number;
  readonly site: Site;
  readonly months: readonly CalendarMonth[];
}): JSX.Element {
  const grid = useRef<HTMLTableElement>(null);
  const days = useMemo(() => months.flatMap((month) => month.days), [months]);
  const most = Math.max(1, ...days.map(({ joules }) => joules || 0));
  const [chosen, choose] = useState<string>();
  const shown = days.find(({ day }) => day === chosen) ?? lastKnown(days);

  const open = (day: string): void => {
    const to = dayRoute(day, site);
    if (to !== undefined) go(to);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (shown === undefined) return;
    if (event.key === "Enter") open(shown.day);
    const next = neighbour(months, shown.day, event.key);
    if (next === undefined) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  const onDay = (event: Event): void => {
    const day = dayAt(event);
    if (day !== undefined) choose(day);
  };
  const onClick = (event: Event): void => {
    const day = dayAt(event);
    if (day !== undefined) open(day);
  };

  return (
    <>
      <p class="readout" aria-hidden="true">
        {shown === undefined ? "" : `${longDate(shown.day)} · ${cellText(shown)}`}
      </p>
      <table
        class="calendar"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that keys move through.
        role="grid"
        aria-label={`Days of ${year}`}
        ref={grid}
        onKeyDown={onKey}
        onFocusIn={onDay}
        onPointerOver={onDay}
        onClick={onClick}
      >
        <tbody>
          {months.map((month) => (
            <Month key={month.month} month={month} most={most} active={shown?.day} />
          ))}
        </tbody>
      </table>
      <Legend most={most} />
    </>
  );
}

function Month({
  month: { month, days, joules },
  most,
  active,
}: {
  readonly month: CalendarMonth;
  readonly most: number;
  readonly active: string | undefined;
}): JSX.Element {
  return (
    <tr class="month">
      <th class="month-name" scope="row" aria-label={monthName(month)}>
        {monthName(month, "short")}
      </th>
      {days.map((day) => (
        <td
          key={day.day}
          class={`cell ${day.state}`}
          tabIndex={day.day === active ? 0 : -1}
          data-day={day.day}
          aria-label={`${longDate(day.day)}: ${cellText(day)}`}
          style={Number.isNaN(day.joules) ? {} : { "--level": `${levelOf(day.joules, most)}%` }}
        />
      ))}
      <td class="month-total">{Number.isNaN(joules) ? "–" : kilowattHours(joules)}</td>
    </tr>
  );
}

/** From an empty cell to the full colour of production. */
function Legend({ most }: { readonly most: number }): JSX.Element {
  return (
    <p class="legend muted small">
      <span>0</span>
      <span class="ramp" aria-hidden="true" />
      <span>{energyText(most)}</span>
      <span class="swatch missing-cell" aria-hidden="true" />
      <span>missing</span>
      <span>Totals in kWh</span>
    </p>
  );
}

function dayAt({ target }: Event): string | undefined {
  return target instanceof HTMLElement ? target.dataset["day"] : undefined;
}

/** The day that an arrow key leads to from another. */
function neighbour(
  months: readonly CalendarMonth[],
  from: string,
  key: string,
): string | undefined {
  const move = moveOfKey(key);
  if (move === undefined) return undefined;
  const [byDay, byMonth] = narrow.matches ? [move.y, move.x] : [move.x, move.y];
  const days = months[Number(from.slice(5, 7)) - 1 + byMonth]?.days ?? [];
  return days[Math.min(Number(from.slice(8, 10)) + byDay, days.length) - 1]?.day;
}

/** Even a dark day is visibly not an empty cell. */
function levelOf(joules: number, most: number): number {
  return Math.round(12 + 88 * (joules / most));
}

function lastKnown(days: readonly CalendarDay[]): CalendarDay | undefined {
  return days.findLast(({ joules }) => !Number.isNaN(joules)) ?? days.at(0);
}
