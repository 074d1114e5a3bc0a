import { errorCode, type FileSystem, type FolderEntry } from "@envoy/durable-file";

/** What a folder holds; nothing where it is not there, as one that another process has ended meanwhile. */
export async function listFolder(
  fileSystem: FileSystem,
  folder: string,
): Promise<readonly FolderEntry[]> {
  try {
    return await fileSystem.readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
