import type { JSX } from "preact";
import { pixels } from "./steps.js";

/** Where the cursor is in a plot: in the middle of a place. Nothing where it is nowhere. */
export function CursorLine({
  place,
  x,
  top,
  bottom,
}: {
  readonly place: number | undefined;
  readonly x: (place: number) => number;
  readonly top: number;
  readonly bottom: number;
}): JSX.Element | null {
  if (place === undefined) return null;
  const at = pixels(x(place + 0.5));
  return <line class="cursor-line" x1={at} x2={at} y1={top} y2={bottom} />;
}
