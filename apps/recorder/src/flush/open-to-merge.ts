import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { errorCode, makeFolder, nodeFileSystem } from "@envoy/durable-file";
import type { Config } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { messageOf } from "../errors/message-of.js";
import { openArchive } from "../readings/archive.js";
import { typesOfArchive } from "../readings/archive-types.js";
import { openTables } from "../tables/open-tables.js";
import type { SiteArchives } from "./merge-contents.js";
import { finishConversion } from "./swap-archive.js";

/**
 * The archive to merge rows into, with the types that its files have or, if there are none yet,
 * the config's, and the tables beside it. Ends a conversion that was interrupted first, so call it under the lock of a flush.
 */
export async function openToMerge(config: Config): Promise<SiteArchives> {
  const { archiveTypes, parquetArchive } = config;
  await finishConversion(nodeFileSystem, parquetArchive);
  const types = (await typesOfArchive(parquetArchive)) ?? archiveTypes ?? "native";
  const archive = openArchive(parquetArchive, { types, ...usableTimeZone(config) });
  const tables = openTables(config);
  const warning = tables.length === 0 ? undefined : await folderProblem(config.tablesFolder);
  return { archive, types, tables: warning === undefined ? tables : [], warning };
}

/**
 * Why the folder of the tables cannot be made or written. It is new, and systemd units of an earlier version may
 * not let it be made: the inverters' readings, which are all that there was before, are archived all the same.
 */
async function folderProblem(folder: string): Promise<string | undefined> {
  try {
    await makeFolder(nodeFileSystem, folder, 0o755);
    await refuseReadOnly(folder);
    return undefined;
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS"].includes(errorCode(error) ?? "")) throw error;
    return `${folder} cannot be made or written (${messageOf(error)}), so that only the inverters' readings are archived, and nothing else that the devices report is kept. If systemd runs this, run: envoy-recorder schedule install; otherwise set paths.tables to a folder that can be written, or tables.device_reports = false.`;
  }
}

/** Outside of systemd's sandbox, a flush by hand may have made the folder, which does not let systemd's write to it. */
async function refuseReadOnly(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    // Of any other failure the merge says more, and the polls stay.
    if (errorCode(error) === "EROFS") throw error;
  }
}
