import { statSync } from "node:fs";

/** A text that differs once a file is replaced or changed; empty if there is none. */
export function fileVersion(path: string): string {
  const file = statSync(path, { throwIfNoEntry: false });
  return file === undefined ? "" : `${file.size} ${file.mtimeMs}`;
}
