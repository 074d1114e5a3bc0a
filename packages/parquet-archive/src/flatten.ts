import type { Data, Field, Table, Vector } from "apache-arrow";
import type { Column } from "./column.js";
import { copyNumbers, type Numbers } from "./numbers.js";
import { isTextDictionary } from "./table-definition.js";
import { buildDictionary } from "./text-dictionary.js";

/** The columns of these fields, with the rows of all tables one after the other. Throws `TypeError` if a table lacks one. */
export function flattenTables(
  fields: readonly Field[],
  tables: readonly Table[],
): readonly Column[] {
  return fields.map((field) => {
    const chunks = tables.flatMap((table) => vectorOf(table, field.name).data);
    return isTextDictionary(field.type) ? flattenText(chunks) : flattenNumbers(field, chunks);
  });
}

function vectorOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new TypeError(`The rows have no column "${name}".`);
  return vector;
}

function flattenNumbers(field: Field, chunks: readonly Data[]): Column {
  const rows = countRows(chunks);
  const values: Numbers = new field.type.ArrayType(rows);
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
    const oldCodes: Int32Array = chunk.values.subarray(0, chunk.length);
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

function countRows(chunks: readonly Data[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}
