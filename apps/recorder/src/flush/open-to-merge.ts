import { nodeFileSystem } from "@envoy/durable-file";
import type { Config } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
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
  return { archive, types, tables: openTables(config) };
}
