import { statSync } from "node:fs";
import { type ParquetArchive, type Partition, partitionName } from "@envoy/parquet-archive";
import { readStateFields, writeStateFields } from "../state/state-file.js";

/** What was made from a month, and the file it was made from. */
interface CachedMonth<T> {
  readonly size: number;
  readonly mtimeMs: number;
  readonly value: T;
}

/** Where results are kept between calls, by partition. */
export interface KeptResults {
  readonly read: () => Promise<Readonly<Record<string, unknown>>>;
  readonly write: (results: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** Results in a state file. */
export function keptInState(path: string): KeptResults {
  return {
    read: () => readStateFields(path),
    write: (results) => writeStateFields(path, results),
  };
}

/** The same, and in this process even where they cannot be written: for one that asks again and again. */
export function alsoInMemory(kept: KeptResults): KeptResults {
  let last: Readonly<Record<string, unknown>> | undefined;
  return {
    read: async () => last ?? kept.read(),
    write: async (results) => {
      last = results;
      await kept.write(results).catch(() => undefined);
    },
  };
}

/** Each write is synced, which takes a memory card longer than reading a month. */
const keepEveryMs = 1000;

/**
 * The results of `make` for each month or day of an archive, oldest first, kept between calls: if its
 * file still has the same size and modification time, it has not changed and `make` is
 * not called again. The results must be values that JSON can hold; undefined is left out and not kept. Whoever has
 * listed the partitions before passes them: a table may have thousands.
 */
export async function makeForEachMonth<T>(
  archive: ParquetArchive,
  { read, write }: KeptResults,
  make: (partition: Partition, bytes: number) => Promise<T | undefined>,
  partitions?: readonly Partition[],
): Promise<readonly T[]> {
  const cached = (await read()) as Readonly<Record<string, CachedMonth<T> | undefined>>;
  const months: Record<string, CachedMonth<T>> = {};
  let keptAt = Date.now();
  let isKept = true;
  const keep = async (kept: typeof cached): Promise<void> => {
    await write(kept);
    keptAt = Date.now();
    isKept = true;
  };
  for (const partition of partitions ?? (await archive.partitions())) {
    // A table may have thousands of files; waiting for each takes longer than asking.
    const file = statSync(archive.path(partition), { throwIfNoEntry: false });
    // A flush may have merged the days of a month meanwhile.
    if (file === undefined) continue;
    const { size, mtimeMs } = file;
    const name = partitionName(partition);
    const before = cached[name];
    const isSame = before?.size === size && before.mtimeMs === mtimeMs;
    // An earlier version's cache has no values.
    if (isSame && before.value !== undefined) months[name] = before;
    else {
      const value = await make(partition, size);
      if (value === undefined) continue;
      months[name] = { size, mtimeMs, value };
      isKept = false;
      // Before the end too, so that the work is kept if this run is stopped.
      if (Date.now() - keptAt > keepEveryMs) await keep({ ...cached, ...months });
    }
  }
  // Without the days that have become a month.
  if (!isKept) await keep(months);
  return Object.values(months).map(({ value }) => value);
}
