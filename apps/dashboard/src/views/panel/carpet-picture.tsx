import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { GridCursor, type GridPlace } from "../../charts/grid-cursor.js";
import { useDark } from "../../charts/use-dark.js";
import { useWidth } from "../../charts/use-width.js";
import type { CarpetMonth } from "../../data/results.js";
import { CarpetAxes } from "./carpet-axes.js";
import { carpetText, cellsOfYear } from "./carpet-cells.js";
import { drawCarpet } from "./draw-carpet.js";

const edges = { left: 44, top: 0, right: 0, bottom: 22 } as const;
const quarterHeight = 5;

/** A year by date and time of day, by the site's clock. */
export function CarpetPicture({
  year,
  months,
}: {
  readonly year: number;
  readonly months: readonly (CarpetMonth | undefined)[];
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [place, move] = useState<GridPlace>();
  const isDark = useDark();
  const known = months.filter((month) => month !== undefined).length;
  const cells = useMemo(() => cellsOfYear(year, months), [year, known, months.at(-1)]);
  const rows = cells.to - cells.from;
  const size = { width: Math.max(1, width - edges.left), height: rows * quarterHeight };

  useEffect(() => {
    const { current } = canvas;
    if (current === null || width === 0) return;
    const ratio = devicePixelRatio;
    current.width = Math.round(size.width * ratio);
    current.height = Math.round(size.height * ratio);
    drawCarpet(current, cells, ratio);
  }, [cells, width, isDark, size.height]);

  const cell = size.width / cells.days;
  return (
    <div ref={element}>
      <GridCursor
        label="A year by date and time of day"
        columns={cells.days}
        rows={rows}
        place={place}
        text={place === undefined ? "" : carpetText(cells, place)}
        edges={edges}
        move={move}
      >
        <canvas
          ref={canvas}
          class="carpet"
          style={{ width: `${size.width}px`, height: `${size.height}px` }}
        />
        <svg
          height={size.height + edges.bottom}
          viewBox={`0 0 ${Math.max(1, width)} ${size.height + edges.bottom}`}
          aria-hidden="true"
        >
          <CarpetAxes {...{ year, cells, left: edges.left, cell, quarterHeight }} />
          {place === undefined ? null : (
            <rect
              class="cell-cursor"
              x={edges.left + place.column * cell - 2}
              y={place.row * quarterHeight - 2}
              width={cell + 4}
              height={quarterHeight + 4}
            />
          )}
        </svg>
      </GridCursor>
      <p class="keys">
        <span class="key">
          0 % <i class="shade-ramp" aria-hidden="true" /> 100 % of the best
        </span>
        <span class="key">
          <i class="dim" aria-hidden="true" /> too dim to compare
        </span>
        <span class="key">
          <i class="missing-cell" aria-hidden="true" /> recorder or gateway away
        </span>
        <span class="key">
          <i class="hatched-alone" aria-hidden="true" /> this panel alone
        </span>
      </p>
    </div>
  );
}
