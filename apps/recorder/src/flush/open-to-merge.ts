import { nodeFileSystem } from "@envoy/durable-file";
import type { ParquetArchive } from "@envoy/parquet-archive";
import type { ArchiveTypes, Config } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { openArchive } from "../readings/archive.js";
import { typesOfArchive } from "../readings/archive-types.js";
import { finishConversion } from "./swap-archive.js";

/**
 * The archive to merge rows into, with the types that its files have or, if there are none yet,
 * the config's. Ends a conversion that was interrupted first, so call it under the lock of a flush.
 */
export async function openToMerge(
  config: Config,
): Promise<{ readonly archive: ParquetArchive; readonly types: ArchiveTypes }> {
  const { archiveTypes, parquetArchive } = config;
  await finishConversion(nodeFileSystem, parquetArchive);
  const types = (await typesOfArchive(parquetArchive)) ?? archiveTypes ?? "native";
  return { archive: openArchive(parquetArchive, { types, ...usableTimeZone(config) }), types };
}
