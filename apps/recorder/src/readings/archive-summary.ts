import { join } from "node:path";
import { ArchiveError, type ParquetArchive } from "@envoy/parquet-archive";
import type { Readings } from "@envoy/solar-insight";
import { type KeptResults, keptInState, makeForEachMonth } from "./month-cache.js";
import { readingColumns } from "./reading-columns.js";

/** How much an archive holds. */
export interface ArchiveSummary {
  readonly rows: number;
  /** Ends of the first and the last period, in milliseconds since 1970; undefined if there are no rows. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** When the last period of each inverter ended, in milliseconds since 1970, by serial number. */
  readonly lastEnds: ReadonlyMap<string, number>;
  /** Why months could not be read, a sentence each; they are not counted. */
  readonly problems: readonly string[];
}

/** The summary of the archive's months as it is kept between runs. */
export function keptSummary(state: string): KeptResults {
  return keptInState(join(state, "archive-months.json"));
}

/** What is kept of a month. */
interface MonthSummary {
  readonly rows: number;
  readonly first: number;
  readonly last: number;
  readonly lastEnds: Readonly<Record<string, number>>;
}

/** Counts an archive's rows. Months that have not changed since the last time are not read again. */
export async function summarise(
  archive: ParquetArchive,
  kept: KeptResults,
): Promise<ArchiveSummary> {
  const problems: string[] = [];
  const months = await makeForEachMonth(archive, kept, async (partition) => {
    try {
      return summariseMonth(readingColumns(await archive.read(partition)));
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  });
  const lastEnds = new Map<string, number>();
  for (const month of months) {
    for (const [serial, end] of Object.entries(month.lastEnds)) {
      lastEnds.set(serial, Math.max(end, lastEnds.get(serial) ?? end));
    }
  }
  const filled = months.filter(({ rows }) => rows > 0);
  return {
    rows: months.reduce((sum, { rows }) => sum + rows, 0),
    first: filled.length === 0 ? undefined : Math.min(...filled.map(({ first }) => first)),
    last: filled.length === 0 ? undefined : Math.max(...filled.map(({ last }) => last)),
    lastEnds,
    problems,
  };
}

function summariseMonth({ inverters, inverter, end }: Readings): MonthSummary {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  const lastEnds: Record<string, number> = {};
  for (let row = 0; row < end.length; row++) {
    const time = end[row] ?? 0;
    const serial = inverters[inverter[row] ?? -1] ?? "";
    first = Math.min(first, time);
    last = Math.max(last, time);
    lastEnds[serial] = Math.max(time, lastEnds[serial] ?? 0);
  }
  return { rows: end.length, first: end.length === 0 ? 0 : first, last, lastEnds };
}
