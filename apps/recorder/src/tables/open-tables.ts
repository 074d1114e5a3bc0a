import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@envoy/durable-file";
import { ParquetArchive } from "@envoy/parquet-archive";
import type { Config } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { footer } from "../readings/archive.js";
import type { SiteTable, StoredTable, TableCollector } from "./site-table.js";
import { siteTables } from "./site-tables.js";

/** A table of a site on disk. */
export interface OpenTable {
  readonly name: string;
  readonly archive: ParquetArchive;
  /** The labels of the entries that it is made from. */
  readonly labels: SiteTable["labels"];
  readonly newCollector: () => TableCollector | Promise<TableCollector>;
}

/** Options of {@link openTable}. */
export interface OpenTableOptions {
  /** The folder of `paths.state`. */
  readonly state: string;
  /** The IANA name of the site's time zone, for the files' footer. */
  readonly timeZone?: string;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** Opens a table of answers in the folder that holds all tables of a site. */
export function openTable(
  table: SiteTable,
  folder: string,
  { state, ...options }: OpenTableOptions,
): OpenTable {
  const archive = openStored(table, folder, options);
  const { name, labels, newCollector } = table;
  return { name, archive, labels, newCollector: () => newCollector(state) };
}

/** The files of a table in the folder that holds all tables of a site. */
export function openStored(
  { name, columns, definition }: StoredTable,
  folder: string,
  { timeZone, fileSystem = nodeFileSystem }: Omit<OpenTableOptions, "state"> = {},
): ParquetArchive {
  return new ParquetArchive({
    folder: join(folder, name),
    table: definition,
    metadata: footer(columns, timeZone),
    fileSystem,
  });
}

/** The tables that a config asks for. */
export function openTables(
  config: Pick<Config, "file" | "site" | "state" | "tables" | "tablesFolder">,
): readonly OpenTable[] {
  const options = { state: config.state, ...usableTimeZone(config) };
  return siteTables(config.tables).map((table) => openTable(table, config.tablesFolder, options));
}
