import type { ComponentChildren, JSX } from "preact";
import { moveOfKey } from "../state/keyboard.js";

/** A cell of a picture of rows and columns. */
export interface GridPlace {
  readonly column: number;
  readonly row: number;
}

/** A cursor over a picture of rows and columns: finger, mouse and arrow keys move it alike, and its value is told in words below. */
export function GridCursor({
  label,
  columns,
  rows,
  place,
  text,
  edges,
  move,
  children,
}: {
  /** What the picture shows, in a few words. */
  readonly label: string;
  readonly columns: number;
  readonly rows: number;
  /** Where it is; undefined while it is not used. */
  readonly place: GridPlace | undefined;
  /** The value at its place, in words. */
  readonly text: string;
  /** Pixels around the cells. */
  readonly edges: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
  readonly move: (place: GridPlace | undefined) => void;
  /** The picture. */
  readonly children: ComponentChildren;
}): JSX.Element {
  const to = (column: number, row: number): void =>
    move({ column: within(column, columns), row: within(row, rows) });
  const onPointer = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const isPressed = event.buttons !== 0 || event.pointerType === "mouse";
    if (event.type === "pointermove" && !isPressed) return;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const across = (event.clientX - left - edges.left) / (width - edges.left - edges.right);
    const down = (event.clientY - top - edges.top) / (height - edges.top - edges.bottom);
    to(Math.floor(across * columns), Math.floor(down * rows));
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") move(undefined);
    const by = moveOfKey(event.key) ?? leapOfKey(event.key, columns);
    if (by === undefined) return;
    event.preventDefault();
    if (place === undefined) to(0, 0);
    else to(place.column + by.x, place.row + by.y);
  };
  return (
    <>
      <div class="chart">
        {children}
        <div
          class="cursor"
          role="application"
          aria-roledescription="picture"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its cursor is moved by keys.
          tabIndex={0}
          aria-label={`${label}. Arrow keys tell its values.`}
          data-own-keys
          data-own-gestures
          onPointerDown={onPointer}
          onPointerMove={onPointer}
          onKeyDown={onKey}
        />
      </div>
      <output class={place === undefined ? "readout muted" : "readout"}>
        {place === undefined ? "Point at it, or use the arrow keys." : text}
      </output>
    </>
  );
}

function within(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, value));
}

function leapOfKey(
  key: string,
  columns: number,
): { readonly x: number; readonly y: number } | undefined {
  if (key === "Home") return { x: -columns, y: 0 };
  if (key === "End") return { x: columns, y: 0 };
  return undefined;
}
