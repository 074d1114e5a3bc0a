import { exists, type FileSystem, removeFolder, renameDurably } from "@envoy/durable-file";

/** Beside the archive, on the same file system: where its months are converted to. */
export function convertedFolder(archive: string): string {
  return `${archive}.converting`;
}

/** Beside the archive: the archive as it was before the conversion, kept for its owner. */
export function replacedFolder(archive: string): string {
  return `${archive}.before-conversion`;
}

/**
 * Puts the converted folder, complete and synced, in the archive's place. Between the two renames
 * there is no archive, which every reader says aloud; a mix of both there never is. The first
 * rename is durable before the second begins, so that a converted folder beside a replaced one
 * is always complete. Rejects with Node's system errors.
 */
export async function swapArchive(fileSystem: FileSystem, archive: string): Promise<void> {
  await renameDurably(fileSystem, archive, replacedFolder(archive));
  await renameDurably(fileSystem, convertedFolder(archive), archive);
}

/**
 * Ends a swap that was killed between its renames, and removes what a conversion that was killed
 * before left. Call it under the lock of a flush, before the archive is opened: a flush that found
 * no archive would begin a new one. Rejects with Node's system errors.
 */
export async function finishConversion(fileSystem: FileSystem, archive: string): Promise<void> {
  const converted = convertedFolder(archive);
  if (!(await exists(fileSystem, converted))) return;
  const isArchived = await exists(fileSystem, archive);
  if (!isArchived && (await exists(fileSystem, replacedFolder(archive)))) {
    await renameDurably(fileSystem, converted, archive);
  } else await removeFolder(fileSystem, converted);
}
