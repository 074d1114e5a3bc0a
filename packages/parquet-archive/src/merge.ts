import type { Table, Vector } from "apache-arrow";
import {
  type Column,
  flattenColumn,
  gatherColumn,
  hasNull,
  rankColumn,
  runsOf,
  tableOf,
} from "./column.js";
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
  const runs = runsOf(order);
  const children = schema.fields.map((field) => {
    const column = columns.get(field.name);
    if (column === undefined) throw new TypeError(`no column ${field.name}`);
    return gatherColumn(field, column, runs);
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
  const compare = keyComparison(definition, columns);
  // Rows of equal keys keep their order.
  const sorted = (from: number, to: number): Uint32Array => {
    const order = new Uint32Array(to - from);
    for (let i = 0; i < order.length; i++) order[i] = from + i;
    return isInOrder(order, compare) ? order : order.sort((a, b) => compare(a, b) || a - b);
  };
  // A file of the archive is sorted, so new rows are put in their places instead of sorting all.
  return insertNew(sorted(0, existingRows), sorted(existingRows, rows), compare);
}

type Compare = (a: number, b: number) => number;

function keyComparison(definition: TableDefinition, columns: ReadonlyMap<string, Column>): Compare {
  const ranks = definition.primaryKey.map((name) => {
    const column = columns.get(name);
    if (column === undefined) throw new TypeError(`no key column ${name}`);
    if (hasNull(column)) throw new TypeError(`Key column "${name}" holds a null.`);
    return rankColumn(column);
  });
  return (a, b) => {
    for (let i = 0; i < ranks.length; i++) {
      const difference = (ranks[i]?.[a] ?? 0) - (ranks[i]?.[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function isInOrder(order: Uint32Array, compare: Compare): boolean {
  for (let i = 1; i < order.length; i++) {
    if (compare(order[i - 1] ?? 0, order[i] ?? 0) > 0) return false;
  }
  return true;
}

/** All existing rows and, of the incoming ones, the first of each key that is not among them. */
function insertNew(existing: Uint32Array, incoming: Uint32Array, compare: Compare): Uint32Array {
  const merged = new Uint32Array(existing.length + incoming.length);
  let copied = 0;
  let at = 0;
  const copyUntil = (end: number): void => {
    if (end === copied) return;
    merged.set(existing.subarray(copied, end), at);
    at += end - copied;
    copied = end;
  };
  for (const row of incoming) {
    copyUntil(placeAfter(existing, copied, row, compare));
    const previous = merged[at - 1];
    const isNew = at === 0 || previous === undefined || compare(previous, row) !== 0;
    if (isNew) merged[at++] = row;
  }
  copyUntil(existing.length);
  return merged.subarray(0, at);
}

/** Where the rows end that come before `row` or share its key; found in steps that double, as places are mostly near. */
function placeAfter(rows: Uint32Array, from: number, row: number, compare: Compare): number {
  let low = from;
  let step = 1;
  while (low + step <= rows.length && compare(rows[low + step - 1] ?? 0, row) <= 0) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, rows.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(rows[middle] ?? 0, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new TypeError(`The rows have no column "${name}".`);
  return vector;
}
