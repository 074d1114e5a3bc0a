import type { Field, Schema, Table } from "apache-arrow";
import type { Column } from "./column.js";
import { gatherTable } from "./gather.js";
import { isWide, type Numbers } from "./numbers.js";
import { plainTextColumn } from "./plain-text.js";
import { isPlainText, isTextDictionary } from "./table-definition.js";
import { toTextColumn } from "./text-dictionary.js";

/** One value of a column: text for dictionaries and plain text, else the number Arrow stores (a bigint for 64 bits), null if unknown. */
export type Cell = string | number | bigint | null;

/**
 * An Arrow table of a schema, from one list of cells for each column. Times and durations
 * are in the unit of their type, such as microseconds since 1970. Throws `TypeError` if a
 * column is missing or the lengths differ.
 */
export function tableFromColumns(
  schema: Schema,
  columns: Readonly<Record<string, readonly Cell[]>>,
): Table {
  const rows = Object.values(columns)[0]?.length ?? 0;
  const encoded = schema.fields.map((field) => {
    const cells = columns[field.name];
    if (cells?.length !== rows) {
      throw new TypeError(
        `Column "${field.name}" has ${cells?.length ?? "no"} cells, not ${rows}.`,
      );
    }
    if (isTextDictionary(field.type)) return toTextColumn(textsOf(cells));
    return isPlainText(field.type) ? plainTextColumn(textsOf(cells)) : encodeNumbers(field, cells);
  });
  return gatherTable(schema.fields, encoded, [[0, rows]]);
}

function textsOf(cells: readonly Cell[]): readonly (string | null)[] {
  return cells.map((cell) => (cell === null ? null : String(cell)));
}

function encodeNumbers(field: Field, cells: readonly Cell[]): Column {
  const values: Numbers = new field.type.ArrayType(cells.length);
  let isNull: Uint8Array | undefined;
  for (const [row, cell] of cells.entries()) {
    if (cell === null) {
      isNull ??= new Uint8Array(cells.length);
      isNull[row] = 1;
    } else values[row] = isWide(values) ? BigInt(cell) : Number(cell);
  }
  return { kind: "fixed", values, isNull };
}
