import { stat } from "node:fs/promises";
import type { Config } from "../config/config.js";
import { type ArchiveSummary, keptSummary, summarise } from "../readings/archive-summary.js";
import { openToRead } from "../readings/archive-types.js";

/** How much the archive holds, and how many bytes its files take. */
export interface ArchiveFacts extends ArchiveSummary {
  readonly bytes: number;
  readonly months: number;
}

/** Reads what has changed in the archive since the last time. */
export async function archiveFacts(
  config: Pick<Config, "parquetArchive" | "state">,
): Promise<ArchiveFacts> {
  const archive = await openToRead(config.parquetArchive);
  const partitions = await archive.partitions();
  let bytes = 0;
  for (const partition of partitions) bytes += (await stat(archive.path(partition))).size;
  const summary = await summarise(archive, keptSummary(config.state));
  return { ...summary, bytes, months: partitions.length };
}
