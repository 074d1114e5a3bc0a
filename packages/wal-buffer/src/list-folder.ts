import { errorCode, type FileSystem, type FolderEntry } from "@envoy/durable-file";

/** What a folder holds; nothing if it is missing, as a folder is that another process has just removed. */
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
