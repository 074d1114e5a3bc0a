import { Schema, type Table } from "apache-arrow";
import { flattenTables } from "./flatten.js";
import { gatherTable } from "./gather.js";
import { compareByKey } from "./key-order.js";
import { rowsToKeep } from "./merge.js";
import { countRows, type RowRange } from "./row-ranges.js";
import type { TableDefinition } from "./table-definition.js";

/** Rows of which only the keys are in memory. */
export interface RowSource {
  /** The columns of the primary key. */
  readonly keys: Table;
  /** What all columns take in memory, as Arrow holds them. */
  readonly bytesInMemory: number;
  /** Reads so many of the rows, from `offset` on, with all columns. */
  readonly read: (offset: number, count: number) => Table;
}

/** Merged rows that are not in memory. */
export interface RowsInPieces {
  readonly numRows: number;
  /** About what all of them would take in memory, as Arrow holds them. */
  readonly bytesInMemory: number;
  /** All rows, in order of key, so many at a time; they are read anew each time. */
  readonly pieces: (rowsAtOnce: number) => Iterable<Table>;
}

/** The columns of the primary key, in a table of their own, which keeps no other column in memory. */
export function keysOf(definition: TableDefinition, table: Table): Table {
  const { fields } = keySchema(definition);
  return gatherTable(fields, flattenTables(fields, [table]), [[0, table.numRows]]);
}

function keySchema({ schema, primaryKey }: TableDefinition): Schema {
  return new Schema(schema.fields.filter(({ name }) => primaryKey.includes(name)));
}

/** Merges the rows of these sources in order of key; the first row of a key wins. */
export function mergeInPieces(
  definition: TableDefinition,
  sources: readonly RowSource[],
): RowsInPieces {
  const schema = keySchema(definition);
  const starts = [0];
  for (const [i, { keys }] of sources.entries()) starts.push((starts[i] ?? 0) + keys.numRows);
  const columns = flattenTables(
    schema.fields,
    sources.map(({ keys }) => keys),
  );
  const compare = compareByKey({ ...definition, schema }, columns);
  const nothing = { rows: 0, isSorted: false };
  const ranges = rowsToKeep(nothing, starts.at(-1) ?? 0, compare, undefined);
  const { fields } = definition.schema;
  // The keys are garbage from here on.
  const reads = sources.map(({ read }) => read);
  function* pieces(rowsAtOnce: number): Generator<Table> {
    for (const piece of cut(ranges, rowsAtOnce)) {
      const { tables, rows } = readRows(reads, starts, piece);
      yield gatherTable(fields, flattenTables(fields, tables), rows);
    }
  }
  const bytes = sources.reduce((sum, { bytesInMemory }) => sum + bytesInMemory, 0);
  return { numRows: countRows(ranges), bytesInMemory: bytes, pieces };
}

/** The ranges in portions of so many rows. */
function* cut(ranges: readonly RowRange[], rowsAtOnce: number): Generator<readonly RowRange[]> {
  let piece: RowRange[] = [];
  let free = rowsAtOnce;
  for (const [first, to] of ranges) {
    for (let from = first; from < to; ) {
      const end = Math.min(to, from + free);
      piece.push([from, end]);
      free -= end - from;
      from = end;
      if (free > 0) continue;
      yield piece;
      piece = [];
      free = rowsAtOnce;
    }
  }
  if (piece.length > 0) yield piece;
}

/** Reads of each source only what is between its first and its last row of these ranges, and says where they are in the tables. */
function readRows(
  reads: readonly RowSource["read"][],
  starts: readonly number[],
  ranges: readonly RowRange[],
): { readonly tables: readonly Table[]; readonly rows: readonly RowRange[] } {
  const spans = reads.map((_, i) => ({ first: starts[i + 1] ?? 0, end: starts[i] ?? 0 }));
  const parts = [...splitAt(starts, ranges)];
  for (const [source, from, to] of parts) {
    const span = spans[source];
    if (span === undefined) continue;
    span.first = Math.min(span.first, from);
    span.end = Math.max(span.end, to);
  }
  const tables: Table[] = [];
  const shifts: number[] = [];
  let rows = 0;
  for (const [i, { first, end }] of spans.entries()) {
    shifts.push(rows - first);
    if (end <= first) continue;
    const table = reads[i]?.(first - (starts[i] ?? 0), end - first);
    if (table?.numRows !== end - first) throw new Error("the rows are not there a second time");
    tables.push(table);
    rows += table.numRows;
  }
  return {
    tables,
    rows: parts.map(([source, from, to]) => {
      const shift = shifts[source] ?? 0;
      return [from + shift, to + shift];
    }),
  };
}

/** The ranges with the number of their source; one that spans several sources becomes several. */
function* splitAt(
  starts: readonly number[],
  ranges: readonly RowRange[],
): Generator<readonly [source: number, from: number, to: number]> {
  for (const [first, to] of ranges) {
    let source = starts.findLastIndex((start) => start <= first);
    for (let from = first; from < to; source++) {
      const end = Math.min(to, starts[source + 1] ?? to);
      if (end > from) yield [source, from, end];
      from = end;
    }
  }
}
