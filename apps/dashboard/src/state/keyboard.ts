/** The step that a key asks for where nothing else uses it: ← is back, → is forward. */
export function stepOfKey(event: KeyboardEvent): -1 | 1 | undefined {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return undefined;
  }
  const { target } = event;
  // A date field, a slider, a table or a scrolled row of tabs moves by the same keys.
  if (target instanceof Element && target.closest(ownKeys) !== null) return undefined;
  if (event.key === "ArrowLeft") return -1;
  if (event.key === "ArrowRight") return 1;
  return undefined;
}

const ownKeys = "input, select, textarea, [role=slider], [role=grid], [data-own-keys]";

/** Where a row or a grid of marks goes by a key, as a change of its columns and rows. */
export function moveOfKey(key: string): { readonly x: number; readonly y: number } | undefined {
  if (key === "ArrowLeft") return { x: -1, y: 0 };
  if (key === "ArrowRight") return { x: 1, y: 0 };
  if (key === "ArrowUp") return { x: 0, y: -1 };
  if (key === "ArrowDown") return { x: 0, y: 1 };
  return undefined;
}
