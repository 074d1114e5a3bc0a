import { join } from "node:path";
import type { ParquetArchive } from "@envoy/parquet-archive";
import { makeForEachMonth } from "./month-cache.js";

/** How much an archive holds. */
export interface ArchiveSummary {
  readonly rows: number;
  /** Ends of the first and the last period, in milliseconds since 1970; undefined if there are no rows. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** Counts an archive's rows. Months that have not changed since the last time are not read again. */
export async function summarise(archive: ParquetArchive, state: string): Promise<ArchiveSummary> {
  const stateFile = join(state, "archive-summary.json");
  const months = await makeForEachMonth(archive, stateFile, async (partition) => {
    const table = await archive.read(partition);
    const ends = Array.from(table?.getChild("period_end_time") ?? [], Number);
    return { rows: ends.length, ...extremes(ends) };
  });
  return {
    rows: months.reduce((sum, { rows }) => sum + rows, 0),
    ...extremes(months.flatMap(({ first, last }) => [first ?? [], last ?? []].flat())),
  };
}

function extremes(times: readonly number[]): Pick<ArchiveSummary, "first" | "last"> {
  if (times.length === 0) return { first: undefined, last: undefined };
  return {
    first: times.reduce((a, b) => Math.min(a, b)),
    last: times.reduce((a, b) => Math.max(a, b)),
  };
}
