const leastPixels = 60;

/** What a finger's way over the page asks for: to the right is back, to the left is forward. */
function stepOfSwipe(byX: number, byY: number): -1 | 1 | undefined {
  if (Math.abs(byX) < leastPixels || Math.abs(byX) < 2 * Math.abs(byY)) return undefined;
  return byX > 0 ? -1 : 1;
}

/** Calls back for each swipe of one finger over an element, but not over what moves by itself. Returns what ends it. */
export function onSwipe(element: HTMLElement, step: (by: -1 | 1) => void): () => void {
  let start: Touch | undefined;
  const begin = ({ touches, target }: TouchEvent): void => {
    const isOwn = target instanceof Element && target.closest("[data-own-gestures]") !== null;
    start = touches.length === 1 && !isOwn ? touches[0] : undefined;
  };
  const end = ({ changedTouches }: TouchEvent): void => {
    const last = changedTouches[0];
    if (start === undefined || last === undefined) return;
    const by = stepOfSwipe(last.clientX - start.clientX, last.clientY - start.clientY);
    start = undefined;
    if (by !== undefined) step(by);
  };
  element.addEventListener("touchstart", begin, { passive: true });
  element.addEventListener("touchend", end, { passive: true });
  return () => {
    element.removeEventListener("touchstart", begin);
    element.removeEventListener("touchend", end);
  };
}
