import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { exitCode, RecorderError } from "./exit-code.js";

/** Somebody else's file or folder, by the user id of its owner. */
export interface ForeignPath {
  readonly path: string;
  readonly uid: number;
}

/**
 * The file or folder itself or, if it does not exist or cannot be examined, the folder nearest
 * above it, if it is another user's than this process's; undefined where there are no user ids.
 */
export function foreignPath(path: string): ForeignPath | undefined {
  try {
    const { uid } = statSync(path);
    return process.getuid === undefined || uid === process.getuid() ? undefined : { path, uid };
  } catch {
    return path === dirname(path) ? undefined : foreignPath(dirname(path));
  }
}

/**
 * The folders of a config that should be this user's. That of the tables is newer than the archive, whose owner
 * makes it: until then, who owns the folder above it must not end what worked.
 */
export function ownFolders({
  liveBuffer,
  parquetArchive,
  tablesFolder,
  state,
}: {
  readonly liveBuffer: string;
  readonly parquetArchive: string;
  readonly tablesFolder: string;
  readonly state: string;
}): readonly string[] {
  const tables = existsSync(tablesFolder) ? [tablesFolder] : [];
  return [liveBuffer, parquetArchive, ...tables, state];
}

/** Refuses to write as root into another user's folders: that user's runs could not write there any more. */
export function refuseForeignFolders(folders: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  for (const folder of folders) {
    const foreign = foreignPath(folder);
    if (foreign === undefined) continue;
    throw new RecorderError(
      exitCode.config,
      `This run is root's, but ${foreign.path} belongs to user ${foreign.uid}, whose own runs could not write the files that root leaves in ${folder}. Run it as that user: sudo -u '#${foreign.uid}' envoy-recorder`,
    );
  }
}
