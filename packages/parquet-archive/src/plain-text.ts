import type { Data } from "apache-arrow";
import type { PlainTextColumn } from "./column.js";
import { countRows, type RowRange } from "./row-ranges.js";

const encoder = new TextEncoder();

export function plainTextColumn(texts: readonly (string | null)[]): PlainTextColumn {
  const encoded = texts.map((text) => encoder.encode(text ?? ""));
  const offsets = new Int32Array(texts.length + 1);
  for (const [row, { byteLength }] of encoded.entries()) {
    offsets[row + 1] = (offsets[row] ?? 0) + byteLength;
  }
  const isNull = texts.includes(null)
    ? Uint8Array.from(texts, (text) => (text === null ? 1 : 0))
    : undefined;
  return { kind: "plain text", bytes: Buffer.concat(encoded), offsets, isNull };
}

/** The text of Arrow's chunks, one after the other. */
export function flattenPlainText(chunks: readonly Data[]): PlainTextColumn {
  const rows = chunks.reduce((sum, { length }) => sum + length, 0);
  const offsets = new Int32Array(rows + 1);
  const parts: Uint8Array[] = [];
  let isNull: Uint8Array | undefined;
  let row = 0;
  let end = 0;
  for (const chunk of chunks) {
    const starts: Int32Array = chunk.valueOffsets;
    const first = starts[0] ?? 0;
    parts.push((chunk.values as Uint8Array).subarray(first, starts[chunk.length] ?? first));
    for (let i = 0; i < chunk.length; i++, row++) {
      offsets[row + 1] = end + (starts[i + 1] ?? 0) - first;
      if (chunk.nullCount === 0 || chunk.getValid(i)) continue;
      isNull ??= new Uint8Array(rows);
      isNull[row] = 1;
    }
    end = offsets[row] ?? 0;
  }
  return { kind: "plain text", bytes: concatenate(parts), offsets, isNull };
}

/** The text of the rows in these ranges, in that order, as Arrow wants it. */
export function gatherPlainText(
  { bytes, offsets }: PlainTextColumn,
  ranges: readonly RowRange[],
): { readonly data: Uint8Array; readonly valueOffsets: Int32Array } {
  const valueOffsets = new Int32Array(countRows(ranges) + 1);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    parts.push(bytes.subarray(offsets[from], offsets[to]));
    for (let row = from; row < to; row++, at++) {
      valueOffsets[at + 1] =
        (valueOffsets[at] ?? 0) + (offsets[row + 1] ?? 0) - (offsets[row] ?? 0);
    }
  }
  return { data: concatenate(parts), valueOffsets };
}

/** One part alone is not copied: a month of text is many megabytes. */
function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : Buffer.concat(parts);
}
