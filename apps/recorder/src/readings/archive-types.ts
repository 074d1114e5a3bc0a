import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import type { ArchiveTypes } from "../config/config.js";
import { openArchive } from "./archive.js";
import { columns } from "./columns.js";

/** The types of the newest file of an archive that can be read; undefined if there is none. Rejects with Node's system errors. */
export async function typesOfArchive(folder: string): Promise<ArchiveTypes | undefined> {
  const archive = openArchive(folder);
  for (const partition of (await archive.partitions()).toReversed()) {
    const types = await typesIfReadable(archive, partition);
    if (types !== undefined) return types;
  }
  return undefined;
}

/** An archive to read, with the types that its files have. Rejects with Node's system errors. */
export async function openToRead(folder: string): Promise<ParquetArchive> {
  return openArchive(folder, { types: (await typesOfArchive(folder)) ?? "native" });
}

/** The types of one file; undefined if they cannot be told. Rejects with Node's system errors. */
export async function typesIfReadable(
  archive: ParquetArchive,
  partition: Partition,
): Promise<ArchiveTypes | undefined> {
  try {
    return await typesOfPartition(archive, partition);
  } catch (error) {
    // Whoever writes to that month says what is wrong with it.
    if (!(error instanceof ArchiveError)) throw error;
    return undefined;
  }
}

/** The types of one file, told by its columns' names; undefined if there is no file, or it is another program's. Rejects with `ArchiveError`. */
export async function typesOfPartition(
  archive: ParquetArchive,
  partition: Partition,
): Promise<ArchiveTypes | undefined> {
  const names = await archive.columnNames(partition);
  const renamed = columns.filter(({ portableName }) => portableName !== undefined);
  if (renamed.every(({ name }) => names?.includes(name))) return "native";
  if (renamed.every(({ portableName = "" }) => names?.includes(portableName))) return "portable";
  return undefined;
}
