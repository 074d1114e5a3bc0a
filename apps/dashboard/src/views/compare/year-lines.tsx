import { dayName, dayNumber, positionInYear, type YearYield } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { Cursor } from "../../charts/cursor.js";
import { CursorLine } from "../../charts/cursor-line.js";
import type { TableContent } from "../../charts/data-table.js";
import { Figure } from "../../charts/figure.js";
import { LevelLine } from "../../charts/level-line.js";
import { linear, niceTicks } from "../../charts/scale.js";
import { pixels, stepLine } from "../../charts/steps.js";
import { useWidth } from "../../charts/use-width.js";
import { dayAndMonth, monthName } from "../../format/date.js";
import { energyText, kilowattHours } from "../../format/quantity.js";
import { replace, route } from "../../state/navigation.js";
import { withQuery } from "../../state/route.js";
import { isComparable } from "./compared-sum.js";

const margin = { left: 56, right: 52 } as const;
const top = 16;
const bottom = 288;
const height = 316;
const positions = 366;
const joulesPerKilowattHour = 3_600_000;
/** A leap year, so that each position has a date. */
const leapYear = dayNumber("2024-01-01");

/** A line for each year, from nothing on 1 January; those that cannot be compared are dashed. */
export function YearLines({
  years,
  to,
}: {
  readonly years: readonly YearYield[];
  readonly to: string;
}): JSX.Element {
  const [box, width] = useWidth<HTMLDivElement>();
  const { at } = route.value.query;
  const place = placeOf(at);
  const here = place ?? positionInYear(dayNumber(to)).position;
  const text = `${dateAt(here)} · ${years.map((year) => valueText(year, here)).join(" · ")}`;
  return (
    <Figure
      caption={
        years.every(isComparable)
          ? "kWh since 1 January of each year"
          : "kWh since 1 January of each year; dashed where too much is missing to compare"
      }
      table={() => tableOf(years)}
    >
      <p class="readout lines-readout" aria-hidden="true">
        {text}
      </p>
      <div class="chart" ref={box}>
        {width > 0 ? (
          <Drawing years={years} to={to} width={width} place={place} />
        ) : (
          <div class="lines-space" />
        )}
        <Cursor
          label="Date"
          count={positions}
          place={here}
          text={text}
          left={margin.left}
          right={margin.right}
          move={(next) =>
            replace(
              withQuery(route.value, {
                at: next === undefined ? undefined : dayName(leapYear + next).slice(5),
              }),
            )
          }
        />
      </div>
    </Figure>
  );
}

function Drawing({
  years,
  to,
  width,
  place,
}: {
  readonly years: readonly YearYield[];
  readonly to: string;
  readonly width: number;
  readonly place: number | undefined;
}): JSX.Element {
  const most = Math.max(...years.map(({ joules }) => lastKnown(joules).value), 1);
  const ticks = niceTicks(most / joulesPerKilowattHour, 4);
  const x = linear([0, positions], [margin.left, width - margin.right]);
  const y = linear([0, (ticks.at(-1) ?? 1) * joulesPerKilowattHour], [bottom, top]);
  const current = Number(to.slice(0, 4));
  const ordered = years.toSorted((a, b) => Number(a.year === current) - Number(b.year === current));
  return (
    <svg
      role="img"
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-labelledby="lines-title lines-description"
    >
      <title id="lines-title">Energy since 1 January of each year</title>
      <desc id="lines-description">
        {years
          .map(({ year, joules }) => `${year}: ${energyText(lastKnown(joules).value)}`)
          .join("; ")}
      </desc>
      {ticks.map((tick) => (
        <LevelLine
          key={tick}
          y={y(tick * joulesPerKilowattHour)}
          left={margin.left}
          right={width - margin.right}
        >
          {tick.toLocaleString("en-GB")}
        </LevelLine>
      ))}
      {Array.from({ length: 12 }, (_, month) => {
        const first = positionInYear(
          dayNumber(`2024-${String(month + 1).padStart(2, "0")}-01`),
        ).position;
        const isShown = width > 640 || month % 3 === 0;
        return isShown ? (
          <text key={month} x={pixels(x(first))} y={bottom + 20}>
            {monthName(month + 1, "short")}
          </text>
        ) : null;
      })}
      {ordered.map((year) => (
        <path key={year.year} class={lineClass(year, current)} d={stepLine(year.joules, x, y)} />
      ))}
      {labels(ordered, y).map(({ year, joules, level }) => (
        <text
          key={year}
          class={year === current ? "line-label current" : "line-label"}
          x={pixels(x(lastKnown(joules).place + 1) + 6)}
          y={pixels(level + 4)}
        >
          {year}
        </text>
      ))}
      <CursorLine place={place} x={x} top={top} bottom={bottom} />
    </svg>
  );
}

function lineClass(year: YearYield, current: number): string {
  const kind = year.year === current ? "line" : "other-line";
  return isComparable(year) ? kind : `${kind} in-part`;
}

/** The lines' ends, moved apart where their names would overlap. */
function labels(
  years: readonly YearYield[],
  y: (joules: number) => number,
): readonly { readonly year: number; readonly joules: Float64Array; readonly level: number }[] {
  const least = 14;
  let above = Number.NEGATIVE_INFINITY;
  return years
    .map(({ year, joules }) => ({ year, joules, level: y(lastKnown(joules).value) }))
    .sort((a, b) => a.level - b.level)
    .map((label) => {
      above = Math.max(label.level, above + least);
      return { ...label, level: above };
    });
}

function lastKnown(joules: Float64Array): { readonly place: number; readonly value: number } {
  const place = joules.findLastIndex((value) => !Number.isNaN(value));
  return { place, value: joules[place] ?? 0 };
}

function valueText({ year, joules }: YearYield, place: number): string {
  const value = joules[place] ?? Number.NaN;
  return `${year}: ${Number.isNaN(value) ? "unknown" : energyText(value)}`;
}

function dateAt(place: number): string {
  return dayAndMonth(dayName(leapYear + place));
}

function placeOf(at: string | undefined): number | undefined {
  if (at === undefined || !/^\d{2}-\d{2}$/.test(at)) return undefined;
  const day = Date.parse(`2024-${at}T00:00Z`) / 86_400_000;
  return Number.isNaN(day) ? undefined : day - leapYear;
}

/** A row for the end of each month. */
function tableOf(years: readonly YearYield[]): TableContent {
  const ends = Array.from({ length: 12 }, (_, month) => {
    const next = month === 11 ? "2025-01-01" : `2024-${String(month + 2).padStart(2, "0")}-01`;
    return dayNumber(next) - 1 - leapYear;
  });
  return {
    columns: ["To the end of", ...years.map(({ year }) => `${year}, kWh`)],
    rows: ends.map((place, month) => [
      monthName(month + 1),
      ...years.map(({ joules }) => {
        const value = joules[place] ?? Number.NaN;
        return Number.isNaN(value) ? "–" : kilowattHours(value);
      }),
    ]),
  };
}
