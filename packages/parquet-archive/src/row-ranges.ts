/** Consecutive rows: from the first up to, but not including, the second. */
export type RowRange = readonly [from: number, to: number];

/** Rows in some order, as ranges: most of a merge is long stretches of one file. */
export function toRowRanges(order: Uint32Array): readonly RowRange[] {
  const ranges: RowRange[] = [];
  let from = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && order[i] === (order[i - 1] ?? 0) + 1) continue;
    const first = order[from] ?? 0;
    ranges.push([first, first + i - from]);
    from = i;
  }
  return ranges;
}

export function countRows(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}
