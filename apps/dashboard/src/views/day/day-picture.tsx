import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Cursor } from "../../charts/cursor.js";
import { Figure } from "../../charts/figure.js";
import { useWidth } from "../../charts/use-width.js";
import type { Site } from "../../data/site.js";
import type { Day } from "../../data/use-task.js";
import { powerText } from "../../format/quantity.js";
import { replace, route } from "../../state/navigation.js";
import { withQuery } from "../../state/route.js";
import { DayDrawing, margin } from "./day-drawing.js";
import { DayInverters } from "./day-inverters.js";
import { dayTable } from "./day-table.js";
import { shownSteps, stepNames } from "./day-times.js";

/** The power through a day, with a cursor that says what it was at a time. */
export function DayPicture({ day, site }: { readonly day: Day; readonly site: Site }): JSX.Element {
  const [box, width] = useWidth<HTMLDivElement>();
  const names = useMemo(() => stepNames(day, site.zone), [day, site.zone]);
  const shown = useMemo(() => shownSteps(day), [day]);
  const { at } = route.value.query;
  const step = at === undefined ? -1 : names.indexOf(at);
  const place = step >= shown.first && step < shown.end ? step : undefined;
  const move = (to: number | undefined): void =>
    replace(withQuery(route.value, { at: to === undefined ? undefined : names[to + shown.first] }));
  const text = stepText(day, names, place ?? bestStep(day));
  return (
    <>
      <Figure caption={caption(day)} table={() => dayTable(day, site)}>
        <p class="readout" aria-hidden="true">
          {place === undefined ? <span class="muted">Best: {text}</span> : text}
        </p>
        <div class="chart" ref={box}>
          {width > 0 ? (
            <DayDrawing day={day} site={site} width={width} shown={shown} place={place} />
          ) : (
            <div class="day-space" />
          )}
          <Cursor
            label="Time of day"
            count={shown.end - shown.first}
            place={place === undefined ? undefined : place - shown.first}
            text={text}
            left={margin.left}
            right={margin.right}
            move={move}
          />
        </div>
      </Figure>
      <DayInverters
        day={day}
        site={site}
        place={place}
        time={place === undefined ? "" : clock(names, place)}
      />
    </>
  );
}

/** Such as "12:15, 3.42 kW, 10 inverters report". */
function stepText(day: Day, names: readonly string[], step: number): string {
  const watts = day.total[step] ?? Number.NaN;
  const time = clock(names, step);
  if (Number.isNaN(watts)) return `${time} · nobody reports`;
  const reporting = day.reporting[step] ?? 0;
  const all = day.byInverter.length;
  const who = reporting === all ? `all ${all} report` : `${reporting} of ${all} report`;
  return `${time} · ${powerText(watts)}${all === 1 ? "" : ` · ${who}`}`;
}

function clock(names: readonly string[], step: number): string {
  return (names[step] ?? "").replace("~2", " (again)");
}

function bestStep({ total }: Day): number {
  let best = 0;
  for (let step = 0; step < total.length; step++) {
    if ((total[step] ?? 0) > (total[best] || 0)) best = step;
  }
  return best;
}

function caption({ byInverter, gaps }: Day): string {
  const what = byInverter.length === 1 ? "Power" : "Power of all inverters together, and of each";
  if (gaps.length === 0) return what;
  const isOfSome = gaps.some(({ isOfAll }) => !isOfAll);
  return `${what}; hatched where readings are missing${isOfSome ? ", dashed where only some are" : ""}`;
}
