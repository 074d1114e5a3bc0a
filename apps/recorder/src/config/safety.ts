import { stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { canonicalPath } from "../state/canonical-path.js";

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
  folders: Readonly<Record<string, string>>,
): Promise<void> {
  const contains = (outer: string, inner: string): boolean => {
    const way = relative(outer, inner);
    return way === "" || !(way.startsWith("..") || isAbsolute(way));
  };
  const canonical = new Map<string, string>();
  for (const [name, path] of Object.entries(folders)) {
    const real = await canonicalPath(path);
    for (const [other, otherReal] of canonical) {
      if (!contains(real, otherReal) && !contains(otherReal, real)) continue;
      throw new RecorderError(
        exitCode.config,
        `Config ${file}: paths.${other} (${folders[other]}) and paths.${name} (${path}) should be two folders, neither inside the other, such as ${join(dirname(file), "data", other)} and ${join(dirname(file), "data", name)}.`,
      );
    }
    canonical.set(name, real);
  }
}
