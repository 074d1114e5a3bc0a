import type { Numbers } from "./numbers.js";

/** The values of one column in one piece, whatever chunks they came in. */
export type Column = DictionaryColumn | PlainTextColumn | NumberColumn;

/** Text as codes, which are positions in a sorted dictionary (-1 for null). */
interface DictionaryColumn {
  readonly kind: "text";
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** Text that seldom repeats. It stays UTF-8, as Arrow and Parquet store it: strings would take several times the memory. */
export interface PlainTextColumn {
  readonly kind: "plain text";
  readonly bytes: Uint8Array;
  /** Where the text of each row begins in the bytes, and where the last one ends. */
  readonly offsets: Int32Array;
  /** 1 for each row that is null; undefined if none is. */
  readonly isNull: Uint8Array | undefined;
}

/** A column of numbers, as Arrow stores them. */
export interface NumberColumn {
  readonly kind: "fixed";
  readonly values: Numbers;
  /** 1 for each row that is null; undefined if none is. */
  readonly isNull: Uint8Array | undefined;
}

export function hasNull(column: Column): boolean {
  return column.kind === "text" ? column.codes.includes(-1) : column.isNull !== undefined;
}
