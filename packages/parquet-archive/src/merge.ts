import type { Table, Vector } from "apache-arrow";
import { type Column, flattenColumn, gatherColumn, rankColumn, tableOf } from "./column.js";
import type { TableDefinition } from "./table-definition.js";

/** The merged rows, and how many of them were not there before. */
export interface Merged {
  /** Undefined where nothing is new: there is nothing to write. */
  readonly table: Table | undefined;
  readonly rowsAdded: number;
}

/**
 * Adds the rows of `incoming` whose key is not in `existing` yet, and sorts by key. The
 * first row of a key wins; rows of `existing` are all kept as they are.
 */
export function mergeRows(
  definition: TableDefinition,
  existing: Table | undefined,
  incoming: Table,
): Merged {
  const { schema } = definition;
  const parts = existing === undefined ? [incoming] : [existing, incoming];
  const columns = new Map<string, Column>();
  for (const field of schema.fields) {
    columns.set(
      field.name,
      flattenColumn(
        field,
        parts.map((part) => childOf(part, field.name)),
      ),
    );
  }
  const existingRows = existing?.numRows ?? 0;
  const order = sortedKeys(definition, columns, existingRows + incoming.numRows, existingRows);
  const rowsAdded = order.length - existingRows;
  if (rowsAdded === 0) return { table: undefined, rowsAdded };
  const children = schema.fields.map((field) => {
    const column = columns.get(field.name);
    if (column === undefined) throw new TypeError(`no column ${field.name}`);
    return gatherColumn(field, column, order);
  });
  return { table: tableOf(schema.fields, children, order.length), rowsAdded };
}

/** The same rows, of which there are some, with the table's columns alone, sorted by key. */
export function withTableColumns(definition: TableDefinition, rows: Table): Table {
  const { table } = mergeRows(definition, undefined, rows);
  if (table === undefined) throw new TypeError("There are no rows to rewrite.");
  return table;
}

/** The rows to keep, in order of key: all existing ones, and the first incoming one of each new key. */
function sortedKeys(
  definition: TableDefinition,
  columns: ReadonlyMap<string, Column>,
  rows: number,
  existingRows: number,
): Uint32Array {
  const ranks = definition.primaryKey.map((name) => {
    const column = columns.get(name);
    if (column === undefined) throw new TypeError(`no key column ${name}`);
    const rank = rankColumn(column);
    if (rank.some(Number.isNaN)) throw new TypeError(`Key column "${name}" holds a null.`);
    return rank;
  });
  const compare = (a: number, b: number): number => {
    for (const rank of ranks) {
      const difference = (rank[a] ?? 0) - (rank[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  // Rows of equal keys keep their order: existing before incoming, earlier before later.
  const sorted = (from: number, to: number): Uint32Array => {
    const order = Uint32Array.from({ length: to - from }, (_, i) => from + i);
    return isInOrder(order, compare) ? order : order.sort((a, b) => compare(a, b) || a - b);
  };
  // A file of the archive is sorted, so two runs are merged instead of sorting all.
  const order = mergeRuns(sorted(0, existingRows), sorted(existingRows, rows), compare);
  let kept = 0;
  for (const row of order) {
    const previous = order[kept - 1];
    const isNew = kept === 0 || previous === undefined || compare(previous, row) !== 0;
    if (row < existingRows || isNew) order[kept++] = row;
  }
  return order.slice(0, kept);
}

type Compare = (a: number, b: number) => number;

function isInOrder(order: Uint32Array, compare: Compare): boolean {
  for (let i = 1; i < order.length; i++) {
    if (compare(order[i - 1] ?? 0, order[i] ?? 0) > 0) return false;
  }
  return true;
}

/** Both runs in one, the first run's rows before equal ones of the second. */
function mergeRuns(first: Uint32Array, second: Uint32Array, compare: Compare): Uint32Array {
  const merged = new Uint32Array(first.length + second.length);
  let i = 0;
  let j = 0;
  for (let at = 0; at < merged.length; at++) {
    const a = first[i];
    const b = second[j];
    const takesFirst = b === undefined || (a !== undefined && compare(a, b) <= 0);
    merged[at] = (takesFirst ? first[i++] : second[j++]) ?? 0;
  }
  return merged;
}

function childOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new TypeError(`The rows have no column "${name}".`);
  return vector;
}
