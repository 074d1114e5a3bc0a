import { dayName } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { dayOfMonthText } from "../../format/day-of-month.js";

/** Dates above columns of days: each 1st, and others where there is room. */
export function DayAxis({
  firstDay,
  days,
  left,
  cell,
}: {
  readonly firstDay: number;
  readonly days: number;
  readonly left: number;
  readonly cell: number;
}): JSX.Element {
  const labels: JSX.Element[] = [];
  const dates = cell * 14 > 70 ? ["01", "15"] : ["01"];
  for (let column = 0; column < days; column++) {
    const day = dayName(firstDay + column);
    if (!dates.includes(day.slice(8))) continue;
    const x = left + column * cell;
    const isLast = x > left + days * cell - 40;
    labels.push(
      <text
        key={day}
        x={isLast ? left + days * cell : x}
        y="12"
        text-anchor={isLast ? "end" : "start"}
      >
        {dayOfMonthText(day)}
      </text>,
    );
  }
  return <>{labels}</>;
}
