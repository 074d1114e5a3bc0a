import type { Readings, TimeSpan } from "@envoy/solar-insight";
import { TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { timeZoneProblem } from "../config/time-zone.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { openToRead } from "../readings/archive-types.js";
import { joinReadings, readingColumns } from "../readings/reading-columns.js";

/** The site's time zone, or the host's if the config names none. Throws `RecorderError` if it names one that there is not. */
export function siteTimeZone(config: Pick<Config, "file" | "site">): TimeZone {
  const problem = timeZoneProblem(config);
  if (problem !== undefined) throw new RecorderError(exitCode.config, problem);
  const { timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone } = config.site;
  return new TimeZone(timeZone);
}

/** The archived readings whose period ends in a time span. Rejects with `ArchiveError` if a month cannot be read. */
export async function archivedReadings(
  { parquetArchive }: Pick<Config, "parquetArchive">,
  span: TimeSpan,
): Promise<Readings> {
  const archive = await openToRead(parquetArchive);
  const parts: Readings[] = [];
  for (const partition of await archive.partitions()) {
    const { year, month } = partition;
    const isNear = Date.UTC(year, month - 1) < span.to && Date.UTC(year, month) > span.from;
    if (isNear) parts.push(readingColumns(await archive.read(partition)));
  }
  return joinReadings(parts, span);
}
