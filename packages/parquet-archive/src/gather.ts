import {
  type Data,
  type DataType,
  type Dictionary,
  type Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { type Column, hasNull } from "./column.js";
import { copyNumbers, type Numbers } from "./numbers.js";
import { gatherPlainText } from "./plain-text.js";
import { countRows, type RowRange } from "./row-ranges.js";

/** A table of the rows in these ranges, in that order. `columns` holds one column for each field. */
export function gatherTable(
  fields: readonly Field[],
  columns: readonly Column[],
  ranges: readonly RowRange[],
): Table {
  const length = countRows(ranges);
  const children = fields.map((field, i): Data => {
    const column = columns[i];
    if (column === undefined) throw new TypeError(`There is no column for "${field.name}".`);
    return gatherColumn(field, column, ranges, length);
  });
  const type = new Struct([...fields]);
  return new Table([
    new RecordBatch(new Schema([...fields]), makeData({ type, length, nullCount: 0, children })),
  ]);
}

function gatherColumn(
  field: Field,
  column: Column,
  ranges: readonly RowRange[],
  length: number,
): Data {
  const validity = gatherValidity(column, ranges, length);
  if (column.kind === "fixed") {
    const data: Numbers = new field.type.ArrayType(length);
    copyRanges(data, column.values, ranges);
    const type = field.type as DataType;
    return makeData({ type, length, ...validity, data } as Parameters<typeof makeData>[0]);
  }
  if (column.kind === "plain text") {
    const type = field.type as Utf8;
    return makeData({ type, length, ...validity, ...gatherPlainText(column, ranges) });
  }
  const codes = new Int32Array(length);
  copyRanges(codes, column.codes, ranges);
  return makeData({
    type: field.type as Dictionary,
    length,
    ...validity,
    // Arrow wants a valid code for a null, too.
    data: new Uint32Array(
      validity.nullCount === 0 ? codes : codes.map((code) => Math.max(code, 0)),
    ),
    dictionary: vectorFromArray(column.dictionary, new Utf8()),
  });
}

/** Fewer rows than these are copied faster one by one than as a block. */
const blockRows = 16;

function copyRanges(target: Numbers, source: Numbers, ranges: readonly RowRange[]): void {
  let at = 0;
  for (const [from, to] of ranges) {
    if (to - from >= blockRows) {
      copyNumbers(target.subarray(at), source.subarray(from, to));
      at += to - from;
    } else for (let row = from; row < to; row++) target[at++] = source[row] ?? 0;
  }
}

/** Arrow's validity bitmap; none if no row of the column is null. */
function gatherValidity(
  column: Column,
  ranges: readonly RowRange[],
  length: number,
): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  if (!hasNull(column)) return { nullCount: 0 };
  const nullBitmap = new Uint8Array(Math.ceil(length / 8)).fill(0xff);
  let nullCount = 0;
  let at = 0;
  for (const [from, to] of ranges) {
    for (let row = from; row < to; row++, at++) {
      const isNull = column.kind === "text" ? column.codes[row] === -1 : column.isNull?.[row] === 1;
      if (!isNull) continue;
      nullBitmap[at >> 3] = (nullBitmap[at >> 3] ?? 0) & ~(1 << (at & 7));
      nullCount++;
    }
  }
  return { nullCount, nullBitmap };
}
