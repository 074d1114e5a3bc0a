import type { ComponentChildren, JSX } from "preact";
import { pixels } from "./steps.js";

/** A line across a plot at one value, with the value's text at its left. Positions are in pixels. */
export function LevelLine({
  y,
  left,
  right,
  kind = "grid-line",
  children,
}: {
  readonly y: number;
  readonly left: number;
  readonly right: number;
  /** The line's class. @default "grid-line" */
  readonly kind?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <>
      <line class={kind} x1={left} x2={right} y1={pixels(y)} y2={pixels(y)} />
      <text x={left - 8} y={pixels(y + 4)} text-anchor="end">
        {children}
      </text>
    </>
  );
}
