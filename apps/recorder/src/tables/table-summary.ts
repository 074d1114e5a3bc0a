import { join } from "node:path";
import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import { DataType, type Table } from "apache-arrow";
import type { Config } from "../config/config.js";
import { keptInState, makeForEachMonth } from "../readings/month-cache.js";
import { openStored } from "./open-tables.js";
import type { StoredTable } from "./site-table.js";
import { allTables } from "./site-tables.js";

/** A table that has rows, or files that should have. */
export interface PresentTable {
  readonly table: StoredTable;
  readonly archive: ParquetArchive;
  /** Its files, oldest first. */
  readonly partitions: readonly Partition[];
}

/** How much a table holds. */
export interface TableSummary {
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  /** Times of the first and the last row, in milliseconds since 1970; undefined if there are no rows. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Why files could not be read, a sentence each; their rows are not counted. */
  readonly problems: readonly string[];
}

/** The tables that have files, whether or not the config wants more of them. Rejects with Node's system errors. */
export async function presentTables({
  tablesFolder,
}: Pick<Config, "tablesFolder">): Promise<readonly PresentTable[]> {
  const present: PresentTable[] = [];
  for (const table of allTables) {
    const archive = openStored(table, tablesFolder);
    const partitions = await archive.partitions();
    if (partitions.length > 0) present.push({ table, archive, partitions });
  }
  return present;
}

/** What is kept of a file. */
interface FileSummary {
  readonly rows: number;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** Counts a table's rows. Files that have not changed since the last time are not read again. */
export async function summariseTable(
  { table, archive, partitions }: PresentTable,
  state: string,
): Promise<TableSummary> {
  const problems: string[] = [];
  let unreadableBytes = 0;
  const kept = keptInState(join(state, `${table.name}-files.json`));
  const summarise = async (
    partition: Partition,
    bytes: number,
  ): Promise<FileSummary | undefined> => {
    try {
      const rows = await archive.read(partition);
      return { ...spanOf(rows, table.definition.partitionTime), bytes };
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      problems.push(error.message);
      unreadableBytes += bytes;
      return undefined;
    }
  };
  const files = await makeForEachMonth(archive, kept, summarise, partitions);
  const filled = files.filter(({ rows }) => rows > 0);
  return {
    rows: filled.reduce((sum, { rows }) => sum + rows, 0),
    files: partitions.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, unreadableBytes),
    first: filled.length === 0 ? undefined : Math.min(...filled.map(({ first }) => first)),
    last: filled.length === 0 ? undefined : Math.max(...filled.map(({ last }) => last)),
    problems,
  };
}

const dayMs = 86_400_000;

/** Whether a table's rows have local dates instead of times. */
export function hasDates({ definition }: StoredTable): boolean {
  const { schema, partitionTime } = definition;
  return DataType.isDate(schema.fields.find(({ name }) => name === partitionTime)?.type);
}

function spanOf(
  rows: Table | undefined,
  timeColumn: string,
): Pick<FileSummary, "rows" | "first" | "last"> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const chunk of rows?.getChild(timeColumn)?.data ?? []) {
    const unitMs = DataType.isDate(chunk.type) ? dayMs : 0.001;
    for (let i = 0; i < chunk.length; i++) {
      const time = Number(chunk.values[i]) * unitMs;
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  const count = rows?.numRows ?? 0;
  return count === 0 ? { rows: 0, first: 0, last: 0 } : { rows: count, first, last };
}
