const gap = 3;

/** Cells side by side, as many as fit, read from top to bottom. Each line is indented. */
export function inColumns(cells: readonly string[], columns: number): string {
  const width = Math.max(...cells.map((cell) => cell.length)) + gap;
  const across = Math.max(1, Math.floor(columns / width));
  const down = Math.ceil(cells.length / across);
  return Array.from({ length: down }, (_, row) =>
    `  ${cells
      .filter((_cell, i) => i % down === row)
      .map((cell) => cell.padEnd(width))
      .join("")}`.trimEnd(),
  ).join("\n");
}
