import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ParquetArchive, Partition } from "@envoy/parquet-archive";
import { readStateFile, writeStateFile } from "../state/state-file.js";

/** How much an archive holds. */
export interface ArchiveSummary {
  readonly rows: number;
  /** Ends of the first and the last period, in milliseconds since 1970; undefined where there are no rows. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** What is known of one file as long as its size and time are these. */
interface KnownFile {
  readonly size: number;
  readonly mtimeMs: number;
  readonly rows: number;
  readonly first: number;
  readonly last: number;
}

/** Counts an archive's rows. Months that have not changed since the last time are not read again. */
export async function summarise(archive: ParquetArchive, state: string): Promise<ArchiveSummary> {
  const cache = join(state, "archive-summary.json");
  const known = ((await readStateFile(cache)) ?? {}) as Readonly<
    Record<string, KnownFile | undefined>
  >;
  const files: Record<string, KnownFile> = {};
  for (const partition of await archive.partitions()) {
    const { size, mtimeMs } = await stat(archive.path(partition));
    const name = `${partition.year}-${partition.month}`;
    const before = known[name];
    const isKnown = before?.size === size && before.mtimeMs === mtimeMs;
    files[name] = isKnown ? before : { size, mtimeMs, ...(await count(archive, partition)) };
  }
  await writeStateFile(cache, files);
  const all = Object.values(files).filter(({ rows }) => rows > 0);
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    first: all.length === 0 ? undefined : Math.min(...all.map(({ first }) => first)),
    last: all.length === 0 ? undefined : Math.max(...all.map(({ last }) => last)),
  };
}

async function count(
  archive: ParquetArchive,
  partition: Partition,
): Promise<Pick<KnownFile, "rows" | "first" | "last">> {
  const table = await archive.read(partition);
  let first = Number.MAX_SAFE_INTEGER;
  let last = 0;
  for (const end of table?.getChild("period_end_time") ?? []) {
    first = Math.min(first, Number(end));
    last = Math.max(last, Number(end));
  }
  return { rows: table?.numRows ?? 0, first, last };
}
