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
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { isTextDictionary } from "./table-definition.js";
import type { Cell } from "./table-from-columns.js";

type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The values of one column, flat: text as places in a sorted dictionary (-1 for null), all else as the numbers Arrow stores. */
export type Column =
  | { readonly kind: "text"; readonly codes: Int32Array; readonly dictionary: readonly string[] }
  | { readonly kind: "fixed"; readonly values: Numbers; readonly isNull: Uint8Array };

/** Flattens one or more vectors of one column, in order. */
export function flattenColumn(field: Field, vectors: readonly Vector[]): Column {
  if (isTextDictionary(field.type)) {
    return flattenText(vectors.flatMap((vector) => vector.data));
  }
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const values: Numbers = new field.type.ArrayType(length);
  const isNull = new Uint8Array(length);
  let at = 0;
  for (const vector of vectors) {
    for (const data of vector.data) {
      copyNumbers(values, data, at);
      if (data.nullCount > 0) {
        for (let i = 0; i < data.length; i++) if (!data.getValid(i)) isNull[at + i] = 1;
      }
      at += data.length;
    }
  }
  return { kind: "fixed", values, isNull };
}

/** A column of plain cells: text, or the numbers Arrow stores. */
export function columnOf(field: Field, cells: readonly Cell[]): Column {
  if (isTextDictionary(field.type)) {
    return encodeText(cells.map((cell) => (cell === null ? null : String(cell))));
  }
  const values: Numbers = new field.type.ArrayType(cells.length);
  const isWide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  const isNull = new Uint8Array(cells.length);
  for (const [row, cell] of cells.entries()) {
    if (cell === null) isNull[row] = 1;
    else values[row] = isWide ? BigInt(cell) : Number(cell);
  }
  return { kind: "fixed", values, isNull };
}

function copyNumbers(target: Numbers, data: Data, at: number): void {
  const source: Numbers = data.values.subarray(0, data.length);
  if (target instanceof BigInt64Array || target instanceof BigUint64Array) {
    if (!(source instanceof BigInt64Array || source instanceof BigUint64Array)) throw mismatch();
    target.set(source, at);
  } else {
    if (source instanceof BigInt64Array || source instanceof BigUint64Array) throw mismatch();
    target.set(source, at);
  }
}

function mismatch(): TypeError {
  return new TypeError("The vectors of one column differ in width.");
}

/** One dictionary for all chunks; texts are only looked at once for each chunk, not for each row. */
function flattenText(chunks: readonly Data[]): Column {
  const dictionaries = chunks.map(
    ({ dictionary }) => (dictionary?.toArray() ?? []) as readonly (string | null)[],
  );
  const { dictionary, codeOf } = sortedDictionary(dictionaries.flat());
  const codes = new Int32Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const [i, chunk] of chunks.entries()) {
    const places = Int32Array.from(dictionaries[i] ?? [], codeOf);
    const indices: ArrayLike<number> = chunk.values;
    for (let row = 0; row < chunk.length; row++) {
      const isValid = chunk.nullCount === 0 || chunk.getValid(row);
      codes[at++] = isValid ? (places[indices[row] ?? -1] ?? -1) : -1;
    }
  }
  return { kind: "text", codes, dictionary };
}

/** Numbers that sort as the column's values do; NaN for null. */
export function rankColumn(column: Column): Float64Array {
  if (column.kind === "text") {
    return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
  }
  const { values, isNull } = column;
  const ranks = new Float64Array(values.length);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    // Halves of 32 bits instead of a bigint each. Microseconds since 1970 stay exact in a
    // double until the year 2255.
    const low = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    const high =
      values instanceof BigInt64Array
        ? new Int32Array(values.buffer, values.byteOffset, values.length * 2)
        : low;
    for (let i = 0; i < ranks.length; i++) {
      ranks[i] = (high[2 * i + 1] ?? 0) * 2 ** 32 + (low[2 * i] ?? 0);
    }
  } else ranks.set(values);
  for (let i = 0; i < ranks.length; i++) if (isNull[i]) ranks[i] = Number.NaN;
  return ranks;
}

/** The rows of a column named by `order`, as Arrow data of the field's type. */
export function gatherColumn(field: Field, column: Column, order: Uint32Array): Data {
  const nulls = new NullBitmap(order.length);
  if (column.kind === "text") {
    const values = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i++) {
      const code = column.codes[order[i] ?? 0] ?? -1;
      if (code < 0) nulls.set(i);
      else values[i] = code;
    }
    return makeData({
      type: field.type as Dictionary,
      length: order.length,
      nullCount: nulls.count,
      nullBitmap: nulls.bits,
      data: values,
      dictionary: vectorFromArray(column.dictionary, new Utf8()),
    });
  }
  const values: Numbers = new field.type.ArrayType(order.length);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] ?? 0;
    if (column.isNull[row]) nulls.set(i);
    else values[i] = column.values[row] ?? 0;
  }
  return makeData({
    type: field.type as DataType,
    length: order.length,
    nullCount: nulls.count,
    nullBitmap: nulls.bits,
    data: values,
  } as Parameters<typeof makeData>[0]);
}

/** A table of one batch. */
export function tableOf(fields: readonly Field[], children: Data[], length: number): Table {
  const type = new Struct([...fields]);
  return new Table([
    new RecordBatch(new Schema([...fields]), makeData({ type, length, nullCount: 0, children })),
  ]);
}

function encodeText(texts: readonly (string | null)[]): Column {
  const { dictionary, codeOf } = sortedDictionary(texts);
  return { kind: "text", codes: Int32Array.from(texts, codeOf), dictionary };
}

function sortedDictionary(texts: readonly (string | null)[]): {
  readonly dictionary: readonly string[];
  readonly codeOf: (text: string | null) => number;
} {
  const present = new Set<string>();
  for (const text of texts) if (text !== null) present.add(text);
  const dictionary = [...present].sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(dictionary.map((text, place) => [text, place]));
  return { dictionary, codeOf: (text) => (text === null ? -1 : (places.get(text) ?? -1)) };
}

/** Arrow's validity bits: all valid until set. */
class NullBitmap {
  readonly bits: Uint8Array;
  count = 0;

  constructor(length: number) {
    this.bits = new Uint8Array(Math.ceil(length / 8)).fill(0xff);
  }

  set(row: number): void {
    this.bits[row >> 3] = (this.bits[row >> 3] ?? 0) & ~(1 << (row & 7));
    this.count++;
  }
}
