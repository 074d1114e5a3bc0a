import type { Numbers } from "./numbers.js";

/**
 * The values of one column in one piece, whatever chunks they came in. Text is codes, which
 * are positions in a sorted dictionary (-1 for null); all else is the numbers Arrow stores.
 */
export type Column =
  | { readonly kind: "text"; readonly codes: Int32Array; readonly dictionary: readonly string[] }
  | NumberColumn;

/** A column of numbers. */
export interface NumberColumn {
  readonly kind: "fixed";
  readonly values: Numbers;
  /** 1 for each row that is null; undefined if none is. */
  readonly isNull: Uint8Array | undefined;
}

export function hasNull(column: Column): boolean {
  return column.kind === "text" ? column.codes.includes(-1) : column.isNull !== undefined;
}
