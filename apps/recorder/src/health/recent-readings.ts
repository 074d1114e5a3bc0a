import { ArchiveError } from "@envoy/parquet-archive";
import { addDays, type Readings, type TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { archivedReadings } from "../insight/site-readings.js";
import type { ArchiveFacts } from "./archive-facts.js";
import { countedDays } from "./gap-facts.js";
import { recentMs } from "./production-facts.js";

/** Some days more, so that the first of the counted days too can be compared with the days around it. */
const daysBefore = countedDays + 3;

/** Reads once what the status tells of today, the last active day and the days whose gaps are counted. */
export async function recentReadings(
  config: Pick<Config, "parquetArchive">,
  zone: TimeZone,
  { last }: Pick<ArchiveFacts, "last">,
  now: number,
): Promise<Readings> {
  const today = zone.day(zone.dayOf(now));
  const from = Math.min(today.from, (last ?? now) - recentMs);
  const read = (since: number): Promise<Readings> =>
    archivedReadings(config, { from: since, to: today.to });
  return await read(Math.min(zone.day(addDays(today.day, -daysBefore)).from, from))
    // The month before may be the one that cannot be read.
    .catch((error: unknown) => (error instanceof ArchiveError ? read(from) : Promise.reject(error)))
    .catch(noneIfUnreadable);
}

/** A month that cannot be read is among the problems of the archive's facts. */
function noneIfUnreadable(error: unknown): Readings {
  if (!(error instanceof ArchiveError)) throw error;
  return { inverters: [], inverter: [], end: [], duration: [], joules: [] };
}
