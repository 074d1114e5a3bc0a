const eighths = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** Where a reading is missing that should be there. */
export const hatched = "░";

/** One row of blocks, `most` being a full one. What was measured is never blank, not even 0 W. */
export function blockLine(
  watts: ArrayLike<number>,
  most: number,
  isGap: (place: number) => boolean,
): string {
  return Array.from(watts, (value, i) => {
    if (Number.isNaN(value)) return isGap(i) ? hatched : " ";
    const eighth = Math.ceil((value / most) * 8) - 1;
    return eighths[Math.min(7, Math.max(0, eighth))];
  }).join("");
}

/** The same as an area of several rows, from the top; a gap is hatched from top to bottom. */
export function blockArea(
  watts: ArrayLike<number>,
  most: number,
  rows: number,
  isGap: (place: number) => boolean,
): readonly string[] {
  return Array.from({ length: rows }, (_, i) => {
    const below = rows - 1 - i;
    return Array.from(watts, (value, place) => {
      if (isGap(place)) return hatched;
      if (Number.isNaN(value)) return " ";
      const eighth = Math.max(
        below === 0 ? 1 : 0,
        Math.ceil((value / most) * rows * 8 - below * 8),
      );
      return eighth <= 0 ? " " : (eighths[Math.min(8, eighth) - 1] ?? " ");
    }).join("");
  });
}

/** A text in exactly so many columns, cut with "…" if it is longer. */
export function fit(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
