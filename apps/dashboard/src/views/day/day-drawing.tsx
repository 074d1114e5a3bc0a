import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { CursorLine } from "../../charts/cursor-line.js";
import { HatchPattern, hatchFill } from "../../charts/hatch.js";
import { LevelLine } from "../../charts/level-line.js";
import { linear, niceTicks } from "../../charts/scale.js";
import { pixels, stepArea, stepLine } from "../../charts/steps.js";
import type { Site } from "../../data/site.js";
import type { Day, DayGap } from "../../data/use-task.js";
import { clockTime, longDate } from "../../format/date.js";
import { energyText, powerText } from "../../format/quantity.js";
import { gapText } from "./day-gaps.js";
import type { ShownSteps } from "./day-times.js";
import { knownTotal, stepsOfGap } from "./known-total.js";

/** In pixels, from the edges of the drawing to those of the plots. */
export const margin = { left: 52, right: 8 } as const;

const top = 12;
const bottom = 252;
const eachTop = 312;
const eachBottom = 404;
const eachHeight = 412;
const aloneHeight = 280;

interface DrawingProps {
  readonly day: Day;
  readonly site: Site;
  readonly width: number;
  readonly shown: ShownSteps;
  /** The step that the cursor is at. */
  readonly place: number | undefined;
}

/** The area of all inverters, and below it the line of each, by the same hours. */
export function DayDrawing(props: DrawingProps): JSX.Element {
  const { day, width, shown, place } = props;
  const x = linear([shown.first, shown.end], [margin.left, width - margin.right]);
  const isAlone = day.byInverter.length < 2;
  const height = isAlone ? aloneHeight : eachHeight;
  const still = useMemo(() => <Still {...props} x={x} />, [day, width, shown]);
  return (
    <svg
      role="img"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-labelledby="day-title day-description"
    >
      <title id="day-title">{`Power on ${longDate(day.day)}`}</title>
      <desc id="day-description">
        {`${energyText(day.joules)} in all; at most ${powerText(greatest([day.total]))}.`}
      </desc>
      {still}
      <CursorLine place={place} x={x} top={top} bottom={isAlone ? bottom : eachBottom} />
    </svg>
  );
}

/** What does not move with the cursor. */
function Still({
  day,
  site,
  width,
  shown,
  x,
}: DrawingProps & { readonly x: (step: number) => number }): JSX.Element {
  const right = width - margin.right;
  const { whole, partial } = knownTotal(day);
  const ticks = niceTicks(greatest([day.total]), 4);
  const y = linear([0, ticks.at(-1) ?? 1], [bottom, top]);
  const eachTicks = niceTicks(greatest(day.byInverter), 2);
  const eachY = linear([0, eachTicks.at(-1) ?? 1], [eachBottom, eachTop]);
  return (
    <>
      <HatchPattern />
      {[...ticks].map((watts) => (
        <LevelLine key={watts} y={y(watts)} left={margin.left} right={right}>
          {levelText(watts)}
        </LevelLine>
      ))}
      <Hours day={day} site={site} shown={shown} x={x} width={width} />
      {day.gaps.map((gap) => (
        <GapMark key={`${gap.from} ${gap.inverters}`} day={day} gap={gap} site={site} x={x} />
      ))}
      <path class="area" d={stepArea(whole, x, y)} />
      <path class="area in-part" d={stepArea(partial, x, y)} />
      <path class="line in-part" d={stepLine(partial, x, y)} />
      <path class="line" d={stepLine(whole, x, y)} />
      {day.byInverter.length < 2 ? null : (
        <>
          <text x={margin.left} y={eachTop - 10}>
            Each inverter
          </text>
          {[...eachTicks].map((watts) => (
            <LevelLine key={watts} y={eachY(watts)} left={margin.left} right={right}>
              {levelText(watts)}
            </LevelLine>
          ))}
          {day.byInverter.map((watts, inverter) => (
            <path
              key={site.inverters[inverter]?.id}
              class={day.byInverter.length > 20 ? "faint many" : "faint"}
              d={stepLine(watts, x, eachY)}
            />
          ))}
        </>
      )}
    </>
  );
}

function levelText(watts: number): string {
  if (watts === 0) return "0";
  return watts < 1000 ? `${watts} W` : `${watts / 1000} kW`;
}

function Hours({
  day,
  site,
  shown,
  x,
  width,
}: Omit<DrawingProps, "place"> & { readonly x: (step: number) => number }): JSX.Element {
  const perHour = 3_600_000 / day.stepMs;
  const hours = (shown.end - shown.first) / perHour;
  const every = [1, 2, 3, 6].find((count) => (hours / count) * 48 <= width) ?? 12;
  const marks: JSX.Element[] = [];
  // Every offset from UTC is a number of quarters of an hour.
  for (let step = shown.first; step <= shown.end; step += perHour / 4) {
    const time = clockTime(day.from + step * day.stepMs, site.zone);
    if (!time.endsWith(":00") || Number(time.slice(0, 2)) % every !== 0) continue;
    const at = pixels(x(step));
    marks.push(
      <g key={step}>
        <line class="grid-line" x1={at} x2={at} y1={bottom} y2={bottom + 5} />
        <text x={at} y={bottom + 20} text-anchor="middle">
          {time}
        </text>
      </g>,
    );
  }
  return <>{marks}</>;
}

/** Where all are missing, the whole height is hatched; where some are, a strip above the plot of each. */
function GapMark({
  day,
  gap,
  site,
  x,
}: {
  readonly day: Day;
  readonly gap: DayGap;
  readonly site: Site;
  readonly x: (step: number) => number;
}): JSX.Element {
  const [first, last] = stepsOfGap(day, gap);
  const [from, to] = [x(first), x(last)];
  const [y, end] = gap.isOfAll ? [top, bottom] : [bottom - 4, bottom];
  return (
    <rect
      x={pixels(from)}
      y={y}
      width={pixels(Math.max(1, to - from))}
      height={end - y}
      fill={hatchFill}
    >
      <title>{gapText(gap, site)}</title>
    </rect>
  );
}

function greatest(series: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const values of series) {
    for (let i = 0; i < values.length; i++) most = Math.max(most, values[i] || 0);
  }
  return most;
}
