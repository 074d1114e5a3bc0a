import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { Figure } from "../../charts/figure.js";
import { GridCursor, type GridPlace } from "../../charts/grid-cursor.js";
import { HatchPattern } from "../../charts/hatch.js";
import { useWidth } from "../../charts/use-width.js";
import type { Recording } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { CoverageRow } from "./coverage-row.js";
import { cellText, coverageTable, coveredShare } from "./coverage-text.js";
import { DayAxis } from "./day-axis.js";

const axisHeight = 20;

/** Which part of each day's daylight readings tell of, by inverter. */
export function CoveragePicture({
  site,
  recording,
}: {
  readonly site: Site;
  readonly recording: Recording;
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const [place, move] = useState<GridPlace>();
  const rowHeight = site.inverters.length > 24 ? 14 : 18;
  const longest = Math.max(...site.inverters.map(({ name }) => name.length));
  const left = Math.min(120, longest * 7 + 8);
  const { days } = recording;
  const cell = (width - left) / days;
  const height = axisHeight + rowHeight * site.inverters.length;
  const rows = useMemo(
    () =>
      site.inverters.map(({ id, name }, row) => (
        <g key={id} transform={`translate(0 ${axisHeight + row * rowHeight})`}>
          <text x="0" y={rowHeight / 2} dominant-baseline="central">
            {name}
          </text>
          <CoverageRow {...{ recording, row, left, cell, height: rowHeight - 2 }} />
        </g>
      )),
    [site, recording, left, cell, rowHeight],
  );
  return (
    <Figure caption={caption(recording)} table={() => coverageTable(site, recording)}>
      <div ref={element}>
        <GridCursor
          label="Recorded daylight by panel and day"
          columns={days}
          rows={site.inverters.length}
          place={place}
          text={place === undefined ? "" : cellText(site, recording, place)}
          edges={{ left, top: axisHeight, right: 0, bottom: 0 }}
          move={move}
        >
          <svg height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
            <HatchPattern />
            <DayAxis firstDay={recording.firstDay} days={days} left={left} cell={cell} />
            {width === 0 ? null : rows}
            {place === undefined ? null : (
              <rect
                class="cell-cursor"
                x={left + place.column * cell}
                y={axisHeight + place.row * rowHeight - 1}
                width={cell}
                height={rowHeight}
              />
            )}
          </svg>
        </GridCursor>
      </div>
      <p class="keys">
        <span class="key">
          <i class="covered" aria-hidden="true" /> recorded
        </span>
        <span class="key">
          <i class="missing-cell" aria-hidden="true" /> recorder or gateway away
        </span>
        <span class="key">
          <i class="hatched-alone" aria-hidden="true" /> one panel alone
        </span>
        {recording.share.some((days) => days.some(Number.isNaN)) ? (
          <span>blank: a panel that is new, or silent for more than a week</span>
        ) : null}
      </p>
    </Figure>
  );
}

function caption(recording: Recording): string {
  const share = coveredShare(recording);
  if (Number.isNaN(share)) return "No readings are expected in these days";
  // What rounds to all of it is not all of it.
  const percent = share < 1 ? Math.min(99.9, Math.floor(share * 1000) / 10) : 100;
  return `Recorded daylight of these days: ${percent}\u00a0%`;
}
