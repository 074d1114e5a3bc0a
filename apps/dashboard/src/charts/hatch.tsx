import type { JSX } from "preact";

const id = "hatch";
const aloneId = "hatch-alone";

/** The pattern of what is missing; once in each picture that uses {@link hatchFill}. */
export function HatchPattern(): JSX.Element {
  return (
    <defs>
      <pattern
        id={id}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect class="hatch-ground" width="6" height="6" />
        <line class="hatch-line" x1="0" y1="0" x2="0" y2="6" />
      </pattern>
      <pattern
        id={aloneId}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(-45)"
      >
        <rect class="hatch-ground" width="6" height="6" />
        <line class="hatch-line-alone" x1="0" y1="0" x2="0" y2="6" />
      </pattern>
    </defs>
  );
}

export const hatchFill = `url(#${id})`;

/** Of what is missing of one inverter alone. */
export const aloneFill = `url(#${aloneId})`;
