import { stat } from "node:fs/promises";
import { type ParquetArchive, type Partition, partitionName } from "@envoy/parquet-archive";
import { readStateFields, writeStateFields } from "../state/state-file.js";

/** What was made of a month, and the file it was made of. */
interface CachedMonth<T> {
  readonly size: number;
  readonly mtimeMs: number;
  readonly value: T;
}

/**
 * What `make` gives for each month of an archive, oldest first, kept in a state file: a month
 * whose file still has the same size and modification time has not changed and is not made
 * again. `make` gives what JSON can hold.
 */
export async function makeForEachMonth<T>(
  archive: ParquetArchive,
  stateFile: string,
  make: (partition: Partition) => Promise<T>,
): Promise<readonly T[]> {
  const cached = (await readStateFields(stateFile)) as Readonly<
    Record<string, CachedMonth<T> | undefined>
  >;
  const months: Record<string, CachedMonth<T>> = {};
  for (const partition of await archive.partitions()) {
    const { size, mtimeMs } = await stat(archive.path(partition));
    const name = partitionName(partition);
    const before = cached[name];
    const isSame = before?.size === size && before.mtimeMs === mtimeMs;
    // An earlier version's cache has no values.
    if (isSame && before.value !== undefined) months[name] = before;
    else {
      months[name] = { size, mtimeMs, value: await make(partition) };
      // At once: a run that is stopped does not make it again.
      await writeStateFields(stateFile, { ...cached, ...months });
    }
  }
  return Object.values(months).map(({ value }) => value);
}
