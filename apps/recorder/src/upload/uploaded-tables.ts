import { join, posix } from "node:path";
import type { ShouldDelete, SyncedFolder } from "@envoy/hf-sync";
import type { ParquetArchive } from "@envoy/parquet-archive";
import type { Config } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { neighbourInRepo } from "../manifest/neighbour-in-repo.js";
import { openStored } from "../tables/open-tables.js";
import type { StoredTable } from "../tables/site-table.js";
import { allTables } from "../tables/site-tables.js";
import { type PresentTable, presentTables } from "../tables/table-summary.js";
import { copyFolder } from "./pseudonym-key.js";
import { copyWithPseudonyms, type DeviceSource } from "./pseudonyms.js";

/** A table whose files are sent. */
export interface SentTable {
  readonly table: StoredTable;
  readonly archive: ParquetArchive;
  /** Its folder in the repository. */
  readonly pathInRepo: string;
}

/** What is uploaded beside the archive. */
export interface UploadedTables {
  /** The tables as they are on this disk, with real serial numbers. */
  readonly tables: readonly PresentTable[];
  /** The same tables as they are sent, where pseudonyms are asked for from copies. */
  readonly sent: readonly SentTable[];
  /** The tables that are there, but not uploaded: they would show serial numbers. */
  readonly leftOut: readonly PresentTable[];
  /** Where the files come from and go to. */
  readonly folders: readonly SyncedFolder[];
}

/** The folder of the repository that holds a folder for each table, beside the archive's. */
export function tablesPathInRepo(pathInRepo: string): string {
  return neighbourInRepo(pathInRepo, "tables");
}

/** The tables to upload; with a key, from copies with pseudonyms, which are made up to date. */
export async function tablesToUpload(
  config: Pick<Config, "file" | "site" | "state" | "tablesFolder">,
  pathInRepo: string,
  key: string | undefined,
): Promise<UploadedTables> {
  const pathOf = (name: string): string => posix.join(tablesPathInRepo(pathInRepo), name);
  const present = await presentTables(config);
  const tables =
    key === undefined ? present : present.filter(({ table }) => table.deviceColumns !== undefined);
  const timeZone = usableTimeZone(config);
  const folders: SyncedFolder[] = [];
  const sent: SentTable[] = [];
  for (const { table, archive } of tables) {
    let source = archive;
    if (key !== undefined) {
      source = openStored(table, join(copyFolder(config.state, key), "tables"), timeZone);
      await copyWithPseudonyms(archive, source, table.deviceColumns ?? [], key);
    }
    sent.push({ table, archive: source, pathInRepo: pathOf(table.name) });
    folders.push({
      folder: source.folder,
      pathInRepo: pathOf(table.name),
      include: [table.definition.partitionBy === "year" ? "year=*/*.parquet" : days],
      delete: isReplacedDay,
    });
  }
  if (key !== undefined) {
    // Uploads before pseudonyms were turned on had them.
    for (const { name, deviceColumns } of allTables) {
      if (deviceColumns !== undefined) continue;
      const folder = join(config.tablesFolder, name);
      folders.push({ folder, pathInRepo: pathOf(name), include: [], delete: true });
    }
  }
  const leftOut = present.filter((each) => !tables.includes(each));
  return { tables, sent, leftOut, folders };
}

const days = "year=*/month=*/day=*/*.parquet";

/** The tables that may be uploaded with pseudonyms. */
export async function tablesWithDevices(
  config: Pick<Config, "state" | "tablesFolder">,
): Promise<readonly DeviceSource[]> {
  const present = await presentTables(config);
  return present.flatMap(({ table: { deviceColumns }, archive }) =>
    deviceColumns === undefined ? [] : [{ archive, deviceColumns }],
  );
}

/** Whether a file is a day's of a month that is one file by now. What is gone for any other reason stays in the dataset. */
const isReplacedDay: ShouldDelete = (path, present) => {
  const [year, month, day, name] = path.split("/");
  return day !== "day=0" && present.has([year, month, "day=0", name].join("/"));
};
