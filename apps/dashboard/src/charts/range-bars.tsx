import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Cursor } from "./cursor.js";
import { LevelLine } from "./level-line.js";
import { linear } from "./scale.js";
import { useWidth } from "./use-width.js";

/** What most of some values are between, and their middle. */
export interface BarRange {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

const height = 150;
const left = 36;
const bottom = 20;
const top = 8;

/** A bar from low to high for each of some places, with a line in the middle. */
export function RangeBars({
  label,
  ranges,
  text,
}: {
  readonly label: string;
  readonly ranges: readonly { readonly name: string; readonly range: BarRange | undefined }[];
  readonly text: (value: number) => string;
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const [place, move] = useState<number>();
  const known = ranges.flatMap(({ range }) => range ?? []);
  const { from, to, ticks } = scaleOf(known);
  const x = linear([0, ranges.length], [left, Math.max(left + 1, width)]);
  const y = linear([from, to], [height - bottom, top]);
  const wide = x(1) - x(0);
  const last = Math.max(
    0,
    ranges.findLastIndex(({ range }) => range !== undefined),
  );
  const told = (at: number): string => {
    const { name = "", range } = ranges[at] ?? {};
    if (range === undefined) return `${name}: no reading`;
    return `${name}: ${text(range.median)}, mostly ${text(range.low)} to ${text(range.high)}`;
  };
  return (
    <div ref={element}>
      <div class="chart">
        <svg height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
          {ticks.map((tick) => (
            <LevelLine key={tick} y={y(tick)} left={left} right={width}>
              {tick}
            </LevelLine>
          ))}
          {ranges.map(({ name, range }, i) => (
            <g key={name}>
              {range === undefined ? null : (
                <>
                  <rect
                    class={i === place ? "range current" : "range"}
                    x={x(i + 0.2)}
                    width={wide * 0.6}
                    y={y(range.high)}
                    height={Math.max(1, y(range.low) - y(range.high))}
                    rx="2"
                  />
                  <line
                    class="range-middle"
                    x1={x(i + 0.2)}
                    x2={x(i + 0.8)}
                    y1={y(range.median)}
                    y2={y(range.median)}
                  />
                </>
              )}
              <text x={x(i + 0.5)} y={height - 4} text-anchor="middle">
                {wide < 30 ? name.slice(0, 1) : name.slice(0, 3)}
              </text>
            </g>
          ))}
        </svg>
        <Cursor
          label={label}
          count={ranges.length}
          place={place}
          text={told(place ?? last)}
          left={left}
          right={0}
          move={move}
        />
      </div>
      <output class={place === undefined ? "readout muted" : "readout"}>
        {told(place ?? last)}
      </output>
    </div>
  );
}

/** Round numbers around what is known. */
function scaleOf(ranges: readonly BarRange[]): {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
} {
  if (ranges.length === 0) return { from: 0, to: 1, ticks: [] };
  const least = Math.min(...ranges.map(({ low }) => low));
  const most = Math.max(...ranges.map(({ high }) => high));
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => (most - least) / size <= 4) ?? 200;
  const from = Math.floor(least / step) * step;
  const to = Math.max(from + step, Math.ceil(most / step) * step);
  const ticks = Array.from(
    { length: Math.round((to - from) / step) + 1 },
    (_, i) => from + i * step,
  );
  return { from, to, ticks };
}
