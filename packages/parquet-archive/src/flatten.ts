import type { Data, DataType, Field, Table, Vector } from "apache-arrow";
import type { Column, NumberColumn } from "./column.js";
import { copyNumbers, isWide, type Numbers, type WideNumbers } from "./numbers.js";
import { flattenPlainText } from "./plain-text.js";
import { isPlainText, isTextDictionary } from "./table-definition.js";
import { buildDictionary } from "./text-dictionary.js";

/** The columns of these fields, with the rows of all tables one after the other. Throws `TypeError` if a table lacks one. */
export function flattenTables(
  fields: readonly Field[],
  tables: readonly Table[],
): readonly Column[] {
  return fields.map(({ name, type }) =>
    flattenColumn(
      type,
      tables.map((table) => vectorOf(table, name)),
    ),
  );
}

/** The values of these vectors, which are all of this type, one after the other. */
export function flattenColumn(type: DataType, vectors: readonly Vector[]): Column {
  const chunks = vectors.flatMap(({ data }) => data);
  if (isTextDictionary(type)) return flattenText(chunks);
  return isPlainText(type) ? flattenPlainText(chunks) : flattenNumbers(type, chunks);
}

/** A column by its name. Throws `TypeError` if the table has none. */
export function vectorOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new TypeError(`The rows have no column "${name}".`);
  return vector;
}

/** The same for a type that is stored as numbers. */
export function flattenNumbers(type: DataType, chunks: readonly Data[]): NumberColumn {
  const rows = countRows(chunks);
  const values: Numbers = new type.ArrayType(rows);
  let isNull: Uint8Array | undefined;
  let row = 0;
  for (const chunk of chunks) {
    copyNumbers(values.subarray(row), chunk.values.subarray(0, chunk.length));
    if (chunk.nullCount > 0) {
      isNull ??= new Uint8Array(rows);
      for (let i = 0; i < chunk.length; i++) if (!chunk.getValid(i)) isNull[row + i] = 1;
    }
    row += chunk.length;
  }
  return { kind: "fixed", values, isNull };
}

/** Builds one dictionary for all chunks. Texts are compared once for each chunk, not for each row. */
function flattenText(chunks: readonly Data[]): Column {
  const dictionaries = chunks.map(
    ({ dictionary }) => (dictionary?.toArray() ?? []) as readonly (string | null)[],
  );
  const { dictionary, codeOf } = buildDictionary(dictionaries.flat());
  const codes = new Int32Array(countRows(chunks));
  let row = 0;
  for (const [i, chunk] of chunks.entries()) {
    const newCodes = Int32Array.from(dictionaries[i] ?? [], codeOf);
    const oldCodes = codesOf(chunk);
    if (chunk.nullCount === 0 && newCodes.every((code, oldCode) => code === oldCode)) {
      codes.set(oldCodes, row);
      row += chunk.length;
      continue;
    }
    for (let j = 0; j < chunk.length; j++) {
      const isValid = chunk.nullCount === 0 || chunk.getValid(j);
      codes[row++] = isValid ? (newCodes[oldCodes[j] ?? -1] ?? -1) : -1;
    }
  }
  return { kind: "text", codes, dictionary };
}

/** Codes of 64 bits are bigints. */
function codesOf({ values, length }: Data): Exclude<Numbers, WideNumbers> {
  const codes: Numbers = values.subarray(0, length);
  return isWide(codes) ? Int32Array.from(codes, Number) : codes;
}

function countRows(chunks: readonly Data[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
