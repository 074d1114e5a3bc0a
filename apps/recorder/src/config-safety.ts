import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { canonicalPath } from "./canonical-path.js";
import { exitCode, RecorderError } from "./exit-code.js";

/** A warning where files with secrets in them can be read by others. Windows has no such bits. */
export async function warnOfOpenSecrets(files: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const file of process.platform === "win32" ? [] : files) {
    const info = await stat(file).catch(() => undefined);
    if (info !== undefined && (info.mode & 0o077) !== 0) open.push(file);
  }
  const names = open.join(" and ");
  return open.length === 0
    ? []
    : [
        `Others on this machine can read the secret in ${names}; close it with: chmod 600 ${open.join(" ")}`,
      ];
}

/** A buffer inside the archive, or the reverse, would have one delete or list the other's files. */
export async function refuseOverlap(
  file: string,
  liveBuffer: string,
  parquetArchive: string,
): Promise<void> {
  const contains = (outer: string, inner: string): boolean => {
    const way = relative(outer, inner);
    return way === "" || !(way.startsWith("..") || isAbsolute(way));
  };
  const buffer = await canonicalPath(liveBuffer);
  const archive = await canonicalPath(parquetArchive);
  if (!contains(buffer, archive) && !contains(archive, buffer)) return;
  throw new RecorderError(
    exitCode.config,
    `Config ${file}: paths.live_buffer (${liveBuffer}) and paths.parquet_archive (${parquetArchive}) should be two folders, neither inside the other, such as ${join(dirname(file), "data", "live_buffer")} and ${join(dirname(file), "data", "parquet_archive")}.`,
  );
}
