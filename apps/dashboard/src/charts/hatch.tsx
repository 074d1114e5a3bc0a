import type { JSX } from "preact";

const id = "hatch";
const aloneId = "hatch-alone";

/** The patterns of what is missing; once in each picture that uses {@link hatchFill}. */
export function HatchPattern(): JSX.Element {
  return (
    <defs>
      <Pattern id={id} angle={45} line="hatch-line" />
      <Pattern id={aloneId} angle={-45} line="hatch-line-alone" />
    </defs>
  );
}

function Pattern({
  id: name,
  angle,
  line,
}: {
  readonly id: string;
  readonly angle: number;
  readonly line: string;
}): JSX.Element {
  return (
    <pattern
      id={name}
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform={`rotate(${angle})`}
    >
      <rect class="hatch-ground" width="6" height="6" />
      <line class={line} x1="0" y1="0" x2="0" y2="6" />
    </pattern>
  );
}

export const hatchFill = `url(#${id})`;

/** Of what is missing of one inverter alone. */
export const aloneFill = `url(#${aloneId})`;
