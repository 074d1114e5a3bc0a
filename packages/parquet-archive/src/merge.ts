import type { Table, Vector } from "apache-arrow";
import {
  type Column,
  flattenColumn,
  gatherColumn,
  hasNull,
  type Run,
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
  const runs = keptRows(definition, columns, existingRows, existingRows + incoming.numRows);
  const rows = runs.reduce((sum, [from, to]) => sum + to - from, 0);
  const rowsAdded = rows - existingRows;
  if (rowsAdded === 0) return { table: undefined, rowsAdded };
  const children = schema.fields.map((field) => {
    const column = columns.get(field.name);
    if (column === undefined) throw new TypeError(`no column ${field.name}`);
    return gatherColumn(field, column, runs);
  });
  return { table: tableOf(schema.fields, children, rows), rowsAdded };
}

/** The same rows, of which there are some, with the table's columns alone, sorted by key. */
export function withTableColumns(definition: TableDefinition, rows: Table): Table {
  const { table } = mergeRows(definition, undefined, rows);
  if (table === undefined) throw new TypeError("There are no rows to rewrite.");
  return table;
}

/**
 * The rows to keep, in order of key: all existing ones, and the first incoming one of each new
 * key. The existing rows come first in the columns.
 */
function keptRows(
  definition: TableDefinition,
  columns: ReadonlyMap<string, Column>,
  existingRows: number,
  allRows: number,
): readonly Run[] {
  const compare = keyComparison(definition, columns);
  // A file of the archive is sorted, so new rows are put in their places instead of sorting all.
  if (isSorted(0, existingRows, compare)) {
    return insertNew(existingRows, sorted(existingRows, allRows, compare), compare);
  }
  const order = sorted(0, allRows, compare);
  let kept = 0;
  for (const row of order) {
    const isNew = kept === 0 || compare(order[kept - 1] ?? 0, row) !== 0;
    if (row < existingRows || isNew) order[kept++] = row;
  }
  return runsOf(order.subarray(0, kept));
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

function isSorted(from: number, to: number, compare: Compare): boolean {
  for (let row = from + 1; row < to; row++) if (compare(row - 1, row) > 0) return false;
  return true;
}

/** Rows in order of key; rows of equal keys keep their order. */
function sorted(from: number, to: number, compare: Compare): Uint32Array {
  const order = new Uint32Array(to - from);
  for (let i = 0; i < order.length; i++) order[i] = from + i;
  return isSorted(from, to, compare) ? order : order.sort((a, b) => compare(a, b) || a - b);
}

/** All existing rows, which are sorted, and of the incoming ones the first of each key that is not among them. */
function insertNew(existingRows: number, incoming: Uint32Array, compare: Compare): readonly Run[] {
  const runs: Run[] = [];
  let copied = 0;
  let previous: number | undefined;
  const copyUntil = (end: number): void => {
    if (end === copied) return;
    runs.push([copied, end]);
    previous = end - 1;
    copied = end;
  };
  for (const row of incoming) {
    copyUntil(placeAfter(copied, existingRows, row, compare));
    if (previous !== undefined && compare(previous, row) === 0) continue;
    runs.push([row, row + 1]);
    previous = row;
  }
  copyUntil(existingRows);
  return runs;
}

/** Where the existing rows end that come before `row` or share its key; found in steps that double, as places are mostly near. */
function placeAfter(from: number, existingRows: number, row: number, compare: Compare): number {
  let low = from;
  let step = 1;
  while (low + step <= existingRows && compare(low + step - 1, row) <= 0) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, existingRows);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childOf(table: Table, name: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new TypeError(`The rows have no column "${name}".`);
  return vector;
}
