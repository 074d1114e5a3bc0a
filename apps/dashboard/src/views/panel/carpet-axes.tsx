import { dayNumber } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { monthName } from "../../format/date.js";
import type { CarpetCells } from "./carpet-cells.js";

/** Hours at the left, and months below. */
export function CarpetAxes({
  year,
  cells,
  left,
  cell,
  quarterHeight,
}: {
  readonly year: number;
  readonly cells: CarpetCells;
  readonly left: number;
  /** The width of a day. */
  readonly cell: number;
  readonly quarterHeight: number;
}): JSX.Element {
  const bottom = (cells.to - cells.from) * quarterHeight;
  const hours: number[] = [];
  for (let quarter = cells.from; quarter <= cells.to; quarter++) {
    if (quarter % 12 === 0) hours.push(quarter);
  }
  const start = dayNumber(`${year}-01-01`);
  const isNarrow = cell * 30 < 26;
  return (
    <>
      {hours.map((quarter) => {
        const y = (quarter - cells.from) * quarterHeight;
        return (
          <g key={quarter}>
            <line class="hour-line" x1={left - 4} x2={left + cell * cells.days} y1={y} y2={y} />
            <text
              x={left - 8}
              y={Math.min(bottom - 5, Math.max(6, y))}
              text-anchor="end"
              dominant-baseline="central"
            >
              {String(quarter / 4).padStart(2, "0")}:00
            </text>
          </g>
        );
      })}
      {Array.from({ length: 12 }, (_, i) => {
        const x = left + (dayNumber(`${year}-${String(i + 1).padStart(2, "0")}-01`) - start) * cell;
        const name = monthName(i + 1, "short");
        return (
          <g key={i}>
            <line class="month-line" x1={x} x2={x} y1={bottom} y2={bottom + 6} />
            <text x={x + 3} y={bottom + 16}>
              {isNarrow ? name.slice(0, 1) : name.slice(0, 3)}
            </text>
          </g>
        );
      })}
    </>
  );
}
