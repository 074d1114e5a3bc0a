import { dayName } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Cursor } from "../../charts/cursor.js";
import { CursorLine } from "../../charts/cursor-line.js";
import type { TableContent } from "../../charts/data-table.js";
import { Figure } from "../../charts/figure.js";
import { HatchPattern, hatchFill } from "../../charts/hatch.js";
import { LevelLine } from "../../charts/level-line.js";
import { linear } from "../../charts/scale.js";
import { useWidth } from "../../charts/use-width.js";
import type { ComparedDays, Health } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { dayAndMonth, shortDate } from "../../format/date.js";
import { dayOfMonthText } from "../../format/day-of-month.js";

const height = 150;
const top = 8;
const bottom = 20;
const left = 44;

type Finding = Health["findings"][number];

/** What a panel gave beside its group, as a share of what it usually gives, on bright days. */
export function RatioPicture({
  site,
  finding,
}: {
  readonly site: Site;
  readonly finding: Finding;
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const [place, move] = useState<number>();
  const { days, since } = finding;
  const count = days.share.length;
  const most = Math.max(1.2, ...days.share.filter((value) => value < 2));
  const x = linear([0, count], [left, Math.max(left + 1, width)]);
  const y = linear([0, most], [height - bottom, top]);
  const silentFrom = x(Math.max(0, since - days.firstDay));
  const last = lastBright(days);
  const name = site.inverters[finding.inverter]?.name ?? "";
  return (
    <Figure
      caption={`${name}: share of what is usual for it beside its group, on bright days`}
      table={() => tableOf(days)}
    >
      <div ref={element} class="chart">
        <svg height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
          <HatchPattern />
          {finding.kind !== "silent" || width === 0 ? null : (
            <rect
              x={silentFrom}
              width={Math.max(0, width - silentFrom)}
              y={top}
              height={height - bottom - top}
              fill={hatchFill}
            />
          )}
          {[0, 0.5, 1].map((level) => (
            <LevelLine
              key={level}
              y={y(level)}
              left={left}
              right={width}
              kind={level === 1 ? "usual-line" : "grid-line"}
            >
              {level * 100} %
            </LevelLine>
          ))}
          {monthStarts(days).map((i) => (
            <text key={i} x={x(i)} y={height - 4}>
              {dayOfMonthText(dayName(days.firstDay + i))}
            </text>
          ))}
          <line class="since-line" x1={silentFrom} x2={silentFrom} y1={top} y2={height - bottom} />
          {Array.from(days.share, (share, i) =>
            Number.isNaN(share) || days.isBright[i] !== 1 ? null : (
              <circle
                key={i}
                class="bright-dot"
                cx={x(i + 0.5)}
                cy={y(Math.min(share, most))}
                r="3.5"
              />
            ),
          )}
          <CursorLine place={place} x={x} top={top} bottom={height - bottom} />
        </svg>
        <Cursor
          label={`Days of ${name}`}
          count={count}
          place={place}
          text={dayText(days, place ?? last)}
          left={left}
          right={0}
          move={move}
        />
      </div>
      <output class={place === undefined ? "readout muted" : "readout"}>
        {place === undefined ? `Last compared: ${dayText(days, last)}` : dayText(days, place)}
      </output>
      {finding.kind !== "silent" ? null : (
        <p class="keys">
          <span class="key">
            <i class="missing-cell" aria-hidden="true" /> it does not report
          </span>
        </p>
      )}
    </Figure>
  );
}

/** The place of the last bright day that can be compared. */
function lastBright({ share, isBright }: ComparedDays): number {
  return Math.max(
    0,
    share.findLastIndex((value, i) => isBright[i] === 1 && !Number.isNaN(value)),
  );
}

/** The places of the firsts of months. */
function monthStarts({ firstDay, share }: ComparedDays): readonly number[] {
  return [...share.keys()].filter(
    (i) => dayName(firstDay + i).endsWith("-01") && i < share.length - 5,
  );
}

function dayText({ firstDay, share, isBright }: ComparedDays, place: number): string {
  const value = share[place] ?? Number.NaN;
  const known = Number.isNaN(value)
    ? "cannot be compared"
    : `${Math.round(value * 100)}\u00a0% of what is usual${isBright[place] === 1 ? "" : " (no bright day)"}`;
  return `${dayAndMonth(dayName(firstDay + place))}: ${known}`;
}

function tableOf({ firstDay, share, isBright }: ComparedDays): TableContent {
  const bright = [...share.keys()].filter((i) => isBright[i] === 1).reverse();
  return {
    columns: ["Bright day", "Of what is usual"],
    rows: bright.map((i) => {
      const value = share[i] ?? Number.NaN;
      const text = Number.isNaN(value) ? "not known" : `${Math.round(value * 100)}\u00a0%`;
      return [shortDate(dayName(firstDay + i)), text];
    }),
    empty: "No bright day is known.",
  };
}
