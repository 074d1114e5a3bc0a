import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Cursor } from "../../charts/cursor.js";
import { HatchPattern, hatchFill } from "../../charts/hatch.js";
import { linear } from "../../charts/scale.js";
import { knownRuns, stepArea } from "../../charts/steps.js";
import { useWidth } from "../../charts/use-width.js";

const height = 56;

/** The power of a day in small, as what a time is chosen on. */
export function DayStrip({
  watts,
  place,
  text,
  move,
}: {
  /** Of the places that can be chosen. */
  readonly watts: Float64Array;
  readonly place: number | undefined;
  readonly text: string;
  readonly move: (place: number | undefined) => void;
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const x = linear([0, watts.length], [0, width]);
  const shape = useMemo(() => {
    const most = watts.reduce((greatest, value) => Math.max(greatest, value || 0), 1);
    const scale = linear([0, watts.length], [0, width]);
    return { area: stepArea(watts, scale, linear([0, most], [height, 4])), gaps: gapsIn(watts) };
  }, [watts, width]);
  return (
    <div ref={element} class="chart day-strip">
      <svg height={height} viewBox={`0 0 ${Math.max(1, width)} ${height}`} aria-hidden="true">
        <HatchPattern />
        {shape.gaps.map(([from, to]) => (
          <rect key={from} x={x(from)} width={x(to) - x(from)} height={height} fill={hatchFill} />
        ))}
        <path class="area" d={shape.area} />
        <line class="grid-line" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
        {place === undefined ? null : (
          <line class="strip-line" x1={x(place + 0.5)} x2={x(place + 0.5)} y1="0" y2={height} />
        )}
      </svg>
      <Cursor
        label="Time of day"
        count={watts.length}
        place={place}
        text={text}
        left={0}
        right={0}
        move={move}
        isHeld
      />
    </div>
  );
}

/** What is not known between what is. */
function gapsIn(watts: Float64Array): readonly (readonly [number, number])[] {
  const runs = knownRuns(watts);
  return runs.flatMap(([, to], i) => {
    const next = runs[i + 1];
    return next === undefined ? [] : [[to, next[0]] as const];
  });
}
