import type { JSX } from "preact";

/** A cursor over a picture: finger, mouse and keys move it alike, and its value is told in words. */
export function Cursor({
  label,
  count,
  place,
  text,
  left,
  right,
  move,
  isHeld = false,
}: {
  /** What it moves through, such as "Time of day". */
  readonly label: string;
  /** How many places there are. */
  readonly count: number;
  /** Where it is; undefined while it is not used. */
  readonly place: number | undefined;
  /** The value at its place, in words. */
  readonly text: string;
  /** The pixels at the left and at the right of the places. */
  readonly left: number;
  readonly right: number;
  readonly move: (place: number | undefined) => void;
  /** A mouse moves it only while its button is down, as it does a slider. @default false */
  readonly isHeld?: boolean;
}): JSX.Element {
  const at = place ?? 0;
  const to = (next: number): void => {
    const there = Math.min(count - 1, Math.max(0, next));
    if (there !== place) move(there);
  };
  const onPointer = (event: PointerEvent): void => {
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const isPressed = event.buttons !== 0 || (event.pointerType === "mouse" && !isHeld);
    if (event.type === "pointermove" && !isPressed) return;
    const { left: start, width } = event.currentTarget.getBoundingClientRect();
    to(Math.floor(((event.clientX - start - left) / (width - left - right)) * count));
  };
  const onKey = (event: KeyboardEvent): void => {
    const next = placeOfKey(event.key, at, count);
    if (next === undefined) {
      if (event.key === "Escape") move(undefined);
      return;
    }
    event.preventDefault();
    to(next);
  };
  return (
    <div
      class="cursor"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={count - 1}
      aria-valuenow={at}
      aria-valuetext={text}
      data-own-gestures
      onPointerDown={onPointer}
      onPointerMove={onPointer}
      onKeyDown={onKey}
    />
  );
}

/** Where a slider goes by a key. */
function placeOfKey(key: string, at: number, count: number): number | undefined {
  const places: Readonly<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - 12,
    PageUp: at + 12,
    Home: 0,
    End: count - 1,
  };
  return places[key];
}
