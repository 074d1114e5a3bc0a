import { join } from "node:path";
import type { Config } from "../config/config.js";
import { servedFolders } from "../manifest/local-manifest.js";
import { allTables } from "../tables/site-tables.js";

/** A file of the archive or a table, and the folder that it must be in. */
export interface ServedFile {
  readonly root: string;
  readonly path: string;
}

/** As partitions are named; nothing else of the folders is served. */
const partition = String.raw`(?:year=\d{1,6})(?:/month=\d{1,2}(?:/day=\d{1,2})?)?/00000000\.parquet`;

const readings = new RegExp(`^/${servedFolders.readings}/(${partition})$`);
const tables = new RegExp(`^/${servedFolders.tables}/(\\w+)/(${partition})$`);

/** The file that a decoded path of the manifest means; undefined if it means none. */
export function parquetFile(
  { parquetArchive, tablesFolder }: Pick<Config, "parquetArchive" | "tablesFolder">,
  path: string,
): ServedFile | undefined {
  const [, month] = readings.exec(path) ?? [];
  if (month !== undefined) return { root: parquetArchive, path: join(parquetArchive, month) };
  const [, name, file = ""] = tables.exec(path) ?? [];
  if (!allTables.some((table) => table.name === name)) return undefined;
  return { root: tablesFolder, path: join(tablesFolder, name ?? "", file) };
}
