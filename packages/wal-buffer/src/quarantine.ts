import { join } from "node:path";
import { errorCode, type FileSystem, makeFolder, replaceFile } from "@envoy/durable-file";

/** Copies an entry's bytes into the quarantine folder, durably, the reason first. Returns the copy's path. */
export async function copyToQuarantine(
  fileSystem: FileSystem,
  folder: string,
  entry: { readonly name: string; readonly bytes: Uint8Array; readonly reason: string },
): Promise<string> {
  await makeFolder(fileSystem, folder);
  const path = freePath(fileSystem, folder, entry.name, entry.bytes);
  const reason = new TextEncoder().encode(`${entry.reason}\n`);
  await replaceFile(`${path}.reason.txt`, reason, { fileSystem });
  await replaceFile(path, entry.bytes, { fileSystem });
  return path;
}

/**
 * The entry's own name, or that name with a number if a different entry of the same name is
 * already there (the clock went back), or something that is not a file. The same bytes keep their name, so that a run that is
 * repeated after a crash quarantines nothing twice.
 */
function freePath(fileSystem: FileSystem, folder: string, name: string, bytes: Uint8Array): string {
  for (let attempt = 0; ; attempt++) {
    const path = join(folder, attempt === 0 ? name : `${attempt}-${name}`);
    try {
      if (Buffer.compare(fileSystem.readFileSync(path), bytes) === 0) return path;
    } catch (error) {
      const code = errorCode(error);
      if (code === "ENOENT") return path;
      // Not an entry, and not to be replaced: the name is taken.
      if (code !== "ERR_NOT_A_FILE" && code !== "EISDIR") throw error;
    }
  }
}
