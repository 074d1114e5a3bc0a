import { relative, sep } from "node:path";
import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import { type KeptResults, makeForEachMonth } from "../readings/month-cache.js";

/** A file of an archive or a table, as the manifest lists it. */
export interface ManifestFile {
  /** Relative to the manifest. */
  readonly path: string;
  readonly bytes: number;
  readonly rows: number | null;
  /** Times of the first and the last row; local dates where the table has a row a day. */
  readonly first: string | null;
  readonly last: string | null;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** A table whose files are listed. */
export interface ListedTable {
  readonly name: string;
  readonly archive: ParquetArchive;
  readonly partitions?: readonly Partition[];
  /** Its rows have dates instead of times. */
  readonly hasDates: boolean;
  /** Its folder, relative to the manifest. */
  readonly path: string;
}

/**
 * The files that have rows, oldest first. Those that have not changed since the last time are not read again; those that
 * cannot be read are left out. Rejects with Node's system errors.
 */
export async function listFiles(
  { archive, partitions, hasDates, path }: ListedTable,
  kept: KeptResults,
): Promise<readonly ManifestFile[]> {
  const describe = async (partition: Partition): Promise<ManifestFile | undefined> => {
    // Each is decoded at once: what else this process does must not wait for all of them.
    await new Promise((resolve) => setImmediate(resolve));
    const facts = await archive.describe(partition).catch((error: unknown) => {
      if (error instanceof ArchiveError) return undefined;
      throw error;
    });
    if (facts === undefined) return undefined;
    const { bytes, sha256, rows } = facts;
    const time = (milliseconds: number | undefined): string | null =>
      milliseconds === undefined ? null : isoTime(milliseconds, hasDates);
    const below = relative(archive.folder, archive.path(partition)).replaceAll(sep, "/");
    return { path: below, bytes, rows, first: time(facts.first), last: time(facts.last), sha256 };
  };
  const files = await makeForEachMonth(archive, kept, describe, partitions);
  return files
    .filter(({ rows }) => rows !== 0)
    .map((file) => ({ ...file, path: `${path}/${file.path}` }));
}

function isoTime(milliseconds: number, isDate: boolean): string {
  const text = new Date(milliseconds).toISOString();
  return isDate ? text.slice(0, 10) : text;
}
