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
  | {
      readonly kind: "fixed";
      readonly values: Numbers;
      /** 1 for each row that is null; undefined where none is. */
      readonly isNull: Uint8Array | undefined;
    };

/** Flattens one or more vectors of one column, in order. */
export function flattenColumn(field: Field, vectors: readonly Vector[]): Column {
  if (isTextDictionary(field.type)) {
    return flattenText(vectors.flatMap((vector) => vector.data));
  }
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  const values: Numbers = new field.type.ArrayType(length);
  let isNull: Uint8Array | undefined;
  let at = 0;
  for (const vector of vectors) {
    for (const data of vector.data) {
      copyNumbers(values.subarray(at), data.values.subarray(0, data.length));
      if (data.nullCount > 0) {
        isNull ??= new Uint8Array(length);
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
  let isNull: Uint8Array | undefined;
  for (const [row, cell] of cells.entries()) {
    if (cell === null) {
      isNull ??= new Uint8Array(cells.length);
      isNull[row] = 1;
    } else values[row] = isWide ? BigInt(cell) : Number(cell);
  }
  return { kind: "fixed", values, isNull };
}

function copyNumbers(target: Numbers, source: Numbers): void {
  if (target instanceof BigInt64Array || target instanceof BigUint64Array) {
    if (!(source instanceof BigInt64Array || source instanceof BigUint64Array)) throw mismatch();
    target.set(source);
  } else {
    if (source instanceof BigInt64Array || source instanceof BigUint64Array) throw mismatch();
    target.set(source);
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
    const indices: Int32Array = chunk.values.subarray(0, chunk.length);
    if (chunk.nullCount === 0 && places.every((place, index) => place === index)) {
      codes.set(indices, at);
      at += chunk.length;
      continue;
    }
    for (let row = 0; row < chunk.length; row++) {
      const isValid = chunk.nullCount === 0 || chunk.getValid(row);
      codes[at++] = isValid ? (places[indices[row] ?? -1] ?? -1) : -1;
    }
  }
  return { kind: "text", codes, dictionary };
}

export function hasNull(column: Column): boolean {
  return column.kind === "text" ? column.codes.includes(-1) : column.isNull !== undefined;
}

/** Numbers that sort as the column's values do, of which none is null. */
export function rankColumn(column: Column): Int32Array | Float64Array {
  if (column.kind === "text") return column.codes;
  const { values } = column;
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
  return ranks;
}

/** Rows that stand beside each other: those from the first up to, but not including, the second. */
export type Run = readonly [from: number, to: number];

/** Rows in an order, as runs: most of a merge is whole stretches of one file. */
export function runsOf(order: Uint32Array): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (let i = 1; i <= order.length; i++) {
    if (i < order.length && order[i] === (order[i - 1] ?? 0) + 1) continue;
    const first = order[from] ?? 0;
    runs.push([first, first + i - from]);
    from = i;
  }
  return runs;
}

/** The rows of a column in the order of the runs, as Arrow data of the field's type. */
export function gatherColumn(field: Field, column: Column, runs: readonly Run[]): Data {
  const length = runs.reduce((sum, [from, to]) => sum + to - from, 0);
  const nulls = nullsOf(column, runs, length);
  if (column.kind === "fixed") {
    const data: Numbers = new field.type.ArrayType(length);
    copyRuns(data, column.values, runs);
    const type = field.type as DataType;
    return makeData({ type, length, ...nulls, data } as Parameters<typeof makeData>[0]);
  }
  const codes = new Int32Array(length);
  copyRuns(codes, column.codes, runs);
  return makeData({
    type: field.type as Dictionary,
    length,
    ...nulls,
    // A null, too, has a place in the dictionary.
    data: new Uint32Array(nulls.nullCount === 0 ? codes : codes.map((code) => Math.max(code, 0))),
    dictionary: vectorFromArray(column.dictionary, new Utf8()),
  });
}

/** Shorter runs are copied number by number sooner than as a block. */
const blockRows = 16;

function copyRuns(target: Numbers, source: Numbers, runs: readonly Run[]): void {
  let at = 0;
  for (const [from, to] of runs) {
    if (to - from >= blockRows) {
      copyNumbers(target.subarray(at), source.subarray(from, to));
      at += to - from;
    } else for (let row = from; row < to; row++) target[at++] = source[row] ?? 0;
  }
}

/** Arrow's validity bits; none where no row of the column is null. */
function nullsOf(
  column: Column,
  runs: readonly Run[],
  length: number,
): { readonly nullCount: number; readonly nullBitmap?: Uint8Array } {
  if (!hasNull(column)) return { nullCount: 0 };
  const nullBitmap = new Uint8Array(Math.ceil(length / 8)).fill(0xff);
  let nullCount = 0;
  let at = 0;
  for (const [from, to] of runs) {
    for (let row = from; row < to; row++, at++) {
      const isNull = column.kind === "text" ? column.codes[row] === -1 : column.isNull?.[row] === 1;
      if (!isNull) continue;
      nullBitmap[at >> 3] = (nullBitmap[at >> 3] ?? 0) & ~(1 << (at & 7));
      nullCount++;
    }
  }
  return { nullCount, nullBitmap };
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
