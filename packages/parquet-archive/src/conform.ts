import type { DataType, Field, Table } from "apache-arrow";
import type { Column } from "./column.js";
import { convertColumn } from "./convert-column.js";
import { flattenColumn, vectorOf } from "./flatten.js";
import { gatherTable } from "./gather.js";
import type { PartitionLength } from "./partition-path.js";
import { isTextDictionary, type TableDefinition } from "./table-definition.js";

/** Columns of the path, which the earlier recorder, and who copies what DuckDB shows, wrote into files as well. Readers refuse a mix, so they are dropped. */
const partitionColumns: Readonly<Record<PartitionLength, readonly string[]>> = {
  year: ["year"],
  month: ["year", "month"],
  day: ["year", "month", "day"],
};

/** The table has a column of the path, such as `year`. */
export function hasPartitionColumns(
  table: Table,
  { partitionBy = "month" }: TableDefinition,
): boolean {
  return table.schema.fields.some(({ name }) => partitionColumns[partitionBy].includes(name));
}

/** A file's rows with the archive's columns and types. */
export interface Conformed {
  readonly table: Table;
  /** What differed, a phrase for each column; empty for a file of the archive. */
  readonly differences: readonly string[];
}

/**
 * Converts the columns that differ without loss. Where that cannot be done, it returns the
 * problems instead, a phrase for each column.
 */
export function conformTable(
  table: Table,
  { schema, partitionBy = "month" }: TableDefinition,
): Conformed | { readonly problems: readonly string[] } {
  const problems = strayColumns(table, schema.fields, partitionColumns[partitionBy]);
  const converted = new Map<string, Column>();
  const differences: string[] = [];
  for (const field of schema.fields) {
    const vector = table.getChild(field.name);
    if (vector === null) problems.push(`"${field.name}" is missing`);
    else if (!isSameType(vector.type, field.type)) {
      const conversion = convertColumn(field, vector);
      if ("problem" in conversion) problems.push(conversion.problem);
      else {
        converted.set(field.name, conversion.column);
        differences.push(conversion.difference);
      }
    }
  }
  if (problems.length > 0) return { problems };
  if (converted.size === 0) return { table, differences };
  const columns = schema.fields.map(
    ({ name, type }) => converted.get(name) ?? flattenColumn(type, [vectorOf(table, name)]),
  );
  return { table: gatherTable(schema.fields, columns, [[0, table.numRows]]), differences };
}

/** Dictionaries of text are the same type, whatever the width of their codes and offsets. */
function isSameType(a: DataType, b: DataType): boolean {
  // Arrow for JavaScript cannot read codes of 64 bits, which pyarrow can write.
  if (isTextDictionary(a) && isTextDictionary(b)) return a.indices.bitWidth <= 32;
  return String(a) === String(b);
}

function strayColumns(
  table: Table,
  fields: readonly Field[],
  dropped: readonly string[],
): string[] {
  const known = new Set(fields.map(({ name }) => name));
  const seen = new Set<string>();
  const stray: string[] = [];
  for (const { name } of table.schema.fields) {
    if (!known.has(name) && !dropped.includes(name)) stray.push(`"${name}" is unknown`);
    else if (seen.has(name)) stray.push(`"${name}" is there twice`);
    seen.add(name);
  }
  return stray;
}
