import type { Table } from "apache-arrow";
import { isSameCell } from "./cells.js";
import type { Column } from "./column.js";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { type CompareRows, compareByKey, type KeyScan, scanKeys, sortRows } from "./key-order.js";
import type { Partition } from "./partition-path.js";
import { countRows, type RowRange, toRowRanges } from "./row-ranges.js";
import { findSuspicions } from "./suspicions.js";
import type { TableDefinition } from "./table-definition.js";

/** The merged rows, and how many of them are new. */
export interface Merged {
  /** Undefined if nothing is new: there is nothing to write. */
  readonly table: Table | undefined;
  readonly rowsAdded: number;
  /** What looks wrong about the existing rows, a phrase each. */
  readonly suspicions: readonly string[];
}

/**
 * Adds the rows of `incoming` whose key is not in `existing` yet, and sorts by key. The
 * first row of a key wins; rows of `existing` are all kept as they are. Where the table skips
 * repeats, so does this.
 */
export function mergeRows(
  definition: TableDefinition,
  partition: Partition,
  existing: Table | undefined,
  incoming: Table,
): Merged {
  const { fields } = definition.schema;
  const columns = flattenTables(fields, existing === undefined ? [incoming] : [existing, incoming]);
  const existingRows = existing?.numRows ?? 0;
  const compare = compareByKey(definition, columns);
  const keys = scanKeys(existingRows, compare);
  const isRepeat = definition.skipRepeats ? compareAllButLastKey(definition, columns) : undefined;
  const ranges = rowsToKeep(keys, existingRows + incoming.numRows, compare, isRepeat);
  const rowsAdded = countRows(ranges) - existingRows;
  const suspicions = findSuspicions(definition, partition, columns, keys);
  const table = rowsAdded === 0 ? undefined : gatherTable(fields, columns, ranges);
  return { table, rowsAdded, suspicions };
}

/** Whether a row repeats the one before it. */
type IsRepeat = (before: number, row: number) => boolean;

function compareAllButLastKey(
  { schema, primaryKey }: TableDefinition,
  columns: readonly Column[],
): IsRepeat {
  const compared = columns.filter((_, i) => schema.fields[i]?.name !== primaryKey.at(-1));
  return (before, row) => compared.every((column) => isSameCell(column, before, column, row));
}

/**
 * The rows to keep, in order of key: all existing ones, and the first incoming one of each
 * new key. The existing rows come first in the columns.
 */
export function rowsToKeep(
  { rows: existingRows, isSorted }: Omit<KeyScan, "repeated">,
  allRows: number,
  compare: CompareRows,
  isRepeat: IsRepeat | undefined,
): readonly RowRange[] {
  // A file of the archive is sorted, so new rows are inserted instead of sorting everything.
  if (isSorted) {
    const incoming = sortRows(existingRows, allRows, compare);
    return insertNewRows(existingRows, incoming, compare, isRepeat);
  }
  const order = sortRows(0, allRows, compare);
  let kept = 0;
  for (const row of order) {
    const previous = kept === 0 ? undefined : order[kept - 1];
    const isKnown =
      previous !== undefined && (compare(previous, row) === 0 || isRepeat?.(previous, row));
    if (row < existingRows || !isKnown) order[kept++] = row;
  }
  return toRowRanges(order.subarray(0, kept));
}

/** All existing rows, which are sorted, with the first incoming row of each new key inserted. */
function insertNewRows(
  existingRows: number,
  incoming: Uint32Array,
  compare: CompareRows,
  isRepeat: IsRepeat | undefined,
): readonly RowRange[] {
  const ranges: RowRange[] = [];
  let copied = 0;
  let previous: number | undefined;
  const copyExistingUntil = (end: number): void => {
    if (end === copied) return;
    ranges.push([copied, end]);
    previous = end - 1;
    copied = end;
  };
  for (const row of incoming) {
    copyExistingUntil(upperBound(copied, existingRows, row, compare));
    if (previous !== undefined) {
      if (compare(previous, row) === 0 || isRepeat?.(previous, row)) continue;
    }
    ranges.push([row, row + 1]);
    previous = row;
  }
  copyExistingUntil(existingRows);
  return ranges;
}

/**
 * The first of the sorted rows from `from` up to `to` that comes after `row`; `to` if none
 * does. An exponential search, since the next insertion is mostly near.
 */
function upperBound(from: number, to: number, row: number, compare: CompareRows): number {
  let low = from;
  let step = 1;
  while (low + step <= to && compare(low + step - 1, row) <= 0) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(middle, row) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
