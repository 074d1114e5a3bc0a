/** How many levels of colour there are, beside that of nothing at all. */
export const levels = 8;

/** The class of a value's colour, by its share of the greatest. */
export function levelOf(share: number): string {
  return `level-${Math.max(0, Math.min(levels, Math.ceil(share * levels - 1e-9)))}`;
}
