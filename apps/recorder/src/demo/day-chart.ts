const blocks = " ▁▂▃▄▅▆▇█";

/** A day of one inverter as a line of blocks, one each half hour, `most` watts a full block. */
export function dayLine(
  readings: readonly { readonly secondOfDay: number; readonly watts: number }[],
  most: number,
): string {
  const slots = Array.from({ length: 48 }, (): number[] => []);
  for (const { secondOfDay, watts } of readings) slots[Math.floor(secondOfDay / 1800)]?.push(watts);
  return slots
    .map((slot) => {
      const mean =
        slot.length === 0 ? 0 : slot.reduce((sum, watts) => sum + watts, 0) / slot.length;
      return blocks[Math.min(8, Math.ceil((mean / most) * 8))] ?? " ";
    })
    .join("");
}
