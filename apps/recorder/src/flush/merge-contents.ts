import type { MergeResult, ParquetArchive } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import type { OpenTable } from "../tables/open-tables.js";
import type { TableCollector } from "../tables/site-table.js";
import type { PollToRead } from "./waiting-poll.js";

/** Where the rows of polls are kept. */
export interface SiteArchives {
  /** The inverters' archive. */
  readonly archive: ParquetArchive;
  /** Those that the archive was opened with. */
  readonly types: ArchiveTypes;
  readonly tables: readonly OpenTable[];
  /** What keeps the tables from being written. */
  readonly warning?: string | undefined;
}

/** The archives with only those tables that these polls may have rows for: most sites have neither meters nor batteries. */
export function archivesFor(archives: SiteArchives, polls: readonly PollToRead[]): SiteArchives {
  const present = new Set(polls.map(({ entry }) => entry.label));
  const tables = archives.tables.filter(({ labels }) => labels.some((label) => present.has(label)));
  return { ...archives, tables };
}

/** A collector for each table, in order. */
export function newCollectors({ tables }: SiteArchives): Promise<readonly TableCollector[]> {
  return Promise.all(tables.map(({ newCollector }) => newCollector()));
}

/** Removes the temporary files of merges that were killed. Rejects with Node's system errors. */
export async function clearTemporaryFiles({ archive, tables }: SiteArchives): Promise<void> {
  await archive.clearTemporaryFiles();
  for (const { archive: table } of tables) await table.clearTemporaryFiles();
}

/**
 * Merges the rows of polls into the inverters' archive and then into every table; a partition that fails stops
 * no other, of any table, and what a merge into a table dies of, for lack of memory say, keeps no reading out of the
 * archive. The polls are archived if no result has a failure. The results are in the order of the merges.
 */
export async function mergeContents(
  { archive, tables }: SiteArchives,
  contents: { readonly rows: Table; readonly tables: readonly Table[] },
  signal?: AbortSignal,
): Promise<readonly [MergeResult, ...(readonly MergeResult[])]> {
  const options = signal === undefined ? {} : { signal };
  const readings = await archive.merge(contents.rows, options);
  const others: MergeResult[] = [];
  for (const [i, { archive: table }] of tables.entries()) {
    const rows = contents.tables[i];
    if (rows !== undefined) others.push(await table.merge(rows, options));
  }
  return [readings, ...others];
}
