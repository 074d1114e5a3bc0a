import type { Column, PlainTextColumn } from "./column.js";

/** Whether two cells of columns of one type hold the same value; a NaN is the same as another. */
export function isSameCell(a: Column, rowOfA: number, b: Column, rowOfB: number): boolean {
  if (a.kind === "plain text" && b.kind === "plain text") {
    return isSameText(a, rowOfA, b, rowOfB);
  }
  if (a === b && a.kind === "text") return a.codes[rowOfA] === a.codes[rowOfB];
  return Object.is(cellOf(a, rowOfA), cellOf(b, rowOfB));
}

function isSameText(
  a: PlainTextColumn,
  rowOfA: number,
  b: PlainTextColumn,
  rowOfB: number,
): boolean {
  const isNull = a.isNull?.[rowOfA] === 1;
  if (isNull || b.isNull?.[rowOfB] === 1) return isNull === (b.isNull?.[rowOfB] === 1);
  return Buffer.compare(bytesOfRow(a, rowOfA), bytesOfRow(b, rowOfB)) === 0;
}

function bytesOfRow({ bytes, offsets }: PlainTextColumn, row: number): Uint8Array {
  return bytes.subarray(offsets[row], offsets[row + 1]);
}

function cellOf(column: Column, row: number): string | number | bigint | null | undefined {
  if (column.kind === "text") return column.dictionary[column.codes[row] ?? -1] ?? null;
  if (column.kind === "plain text") return undefined;
  return column.isNull?.[row] === 1 ? null : column.values[row];
}
