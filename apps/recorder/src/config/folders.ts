import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { canonicalPath } from "@envoy/process-lock";
import { exitCode, RecorderError } from "../errors/exit-code.js";

/** Refuses folders of which one is inside the other: each would list or delete the other's files. */
export async function refuseOverlap(
  file: string,
  folders: Readonly<Record<string, string>>,
): Promise<void> {
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

/** Whether one canonical path is the other or inside it. */
export function contains(outer: string, inner: string): boolean {
  const path = relative(outer, inner);
  // A folder's own name may begin with two dots. On Windows, another drive gives an absolute path.
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
