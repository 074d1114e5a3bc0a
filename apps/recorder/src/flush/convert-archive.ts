import { basename, dirname } from "node:path";
import { errorCode, type FileSystem, makeFolder, nodeFileSystem } from "@envoy/durable-file";
import { ArchiveError, castRows, type Partition } from "@envoy/parquet-archive";
import type { ArchiveTypes } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { openArchive, readingsTables } from "../readings/archive.js";
import { typesOfPartition } from "../readings/archive-types.js";
import { columnsOf } from "../readings/columns.js";
import { convertedFolder, finishConversion, replacedFolder, swapArchive } from "./swap-archive.js";

/** Options of {@link convertArchive}. */
export interface ConvertArchiveOptions {
  readonly types: ArchiveTypes;
  readonly signal: AbortSignal;
  /** Permission bits of the new folder: who may list the archive, may list it afterwards. @default 0o755 */
  readonly mode?: number;
  /** Called before each month. */
  readonly onProgress?: (done: number, all: number) => void;
  /** The site's, for the files' footer. */
  readonly timeZone?: string;
  /** @default the real disk */
  readonly fileSystem?: FileSystem;
}

/** What a conversion did. */
export interface Conversion {
  readonly months: readonly Partition[];
  /** Values that the new types cannot hold, which are null now. */
  readonly overflows: number;
}

/**
 * Converts a whole archive to other types: every month is written to a folder beside it, decoded
 * and compared row by row, and only then does that folder take the archive's place. The archive
 * as it was is kept in {@link replacedFolder}. Call it under the locks of a flush and of an upload.
 * Rejects with `RecorderError`, or Node's system errors; the archive is then as it was.
 */
export async function convertArchive(
  archive: string,
  options: ConvertArchiveOptions,
): Promise<Conversion> {
  const { fileSystem = nodeFileSystem } = options;
  await refuseUnmovable(fileSystem, archive);
  try {
    const conversion = await writeConverted(fileSystem, archive, options);
    await swapArchive(fileSystem, archive);
    return conversion;
  } catch (error) {
    throw toRecorderError(archive, error);
  } finally {
    await finishConversion(fileSystem, archive);
  }
}

async function refuseUnmovable(fileSystem: FileSystem, archive: string): Promise<void> {
  const siblings = await fileSystem.readdir(dirname(archive));
  if (siblings.some(({ name, isFolder }) => name === basename(archive) && !isFolder)) {
    const message = `${archive} is a symbolic link, which a conversion cannot replace. Set paths.parquet_archive to the folder that it leads to, and run flush --rewrite again.`;
    throw new RecorderError(exitCode.storage, message);
  }
  const replaced = replacedFolder(archive);
  if (siblings.some(({ name }) => name === basename(replaced))) {
    const message = `${replaced} is the archive as it was before an earlier conversion. Delete it or move it away, and run flush --rewrite again.`;
    throw new RecorderError(exitCode.storage, message);
  }
}

async function writeConverted(
  fileSystem: FileSystem,
  archive: string,
  { types, signal, mode = 0o755, onProgress, ...footer }: ConvertArchiveOptions,
): Promise<Conversion> {
  const ofTypes = {
    native: openArchive(archive, { types: "native", fileSystem }),
    portable: openArchive(archive, { types: "portable", fileSystem }),
  };
  const months = await ofTypes[types].partitions();
  const target = openArchive(convertedFolder(archive), { ...footer, types, fileSystem });
  await makeFolder(fileSystem, target.folder, mode);
  const { schema } = readingsTables[types];
  let overflows = 0;
  for (const [done, month] of months.entries()) {
    signal.throwIfAborted();
    onProgress?.(done, months.length);
    const from = (await typesOfPartition(ofTypes[types], month)) ?? types;
    const table = await ofTypes[from].read(month);
    if (table === undefined) continue;
    const sources = columnsOf(from).map(({ name }) => name);
    const cast = castRows(table, schema, sources);
    await target.write(month, cast.rows);
    overflows += cast.overflows;
  }
  return { months, overflows };
}

function toRecorderError(archive: string, error: unknown): unknown {
  if (error instanceof ArchiveError) {
    const message = `${error.message} Nothing was converted: ${archive} is as it was.`;
    return new RecorderError(exitCode.storage, message, { cause: error });
  }
  if (errorCode(error) !== "EBUSY") return error;
  const message = `${archive} cannot be renamed, because it is a mount point or another program uses it. Nothing was converted. Move the year=* folders into a folder below it, set paths.parquet_archive to that, and run flush --rewrite again.`;
  return new RecorderError(exitCode.storage, message, { cause: error });
}
