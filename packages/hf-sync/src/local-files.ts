import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import picomatch from "picomatch";
import { HubSyncError } from "./errors.js";

/** A file below the folder. */
export interface LocalFile {
  /** Path below the folder, with `/` between folders. */
  readonly path: string;
  readonly size: number;
  /** When it was last changed, in milliseconds since 1970, with fractions. */
  readonly mtimeMs: number;
}

/** The two hashes by which the Hub identifies content, in hexadecimal. */
export interface ContentHashes {
  readonly sha256: string;
  readonly gitSha1: string;
}

/** Temporary and hidden files, whatever `include` says. */
const neverSent = ["**/*.tmp", "**/*.part", "**/*~", "**/.*", "**/.*/**"];

/** The files below a folder that match `include` and not `exclude`, in order of path. With nothing to include, the folder is not read. */
export async function listLocalFiles(
  folder: string,
  include: readonly string[],
  exclude: readonly string[],
): Promise<readonly LocalFile[]> {
  if (include.length === 0) return [];
  const isIncluded = picomatch([...include], { ignore: [...exclude, ...neverSent], dot: true });
  const found: LocalFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).split(sep).join("/");
    if (!isIncluded(path)) continue;
    const info = await stat(full);
    if (info.isFile()) found.push({ path, size: info.size, mtimeMs: info.mtimeMs });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function hashContent(bytes: Uint8Array): ContentHashes {
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    gitSha1: createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex"),
  };
}

/** The hashes of a file that is read in pieces. Rejects with `ERR_FILE_CHANGED` if it has another size. */
export async function hashFile(
  path: string,
  size: number,
  signal: AbortSignal,
): Promise<ContentHashes> {
  const sha256 = createHash("sha256");
  const gitSha1 = createHash("sha1").update(`blob ${size}\0`);
  let read = 0;
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1024 * 1024 })) {
    sha256.update(chunk);
    gitSha1.update(chunk);
    read += chunk.length;
  }
  if (read !== size) {
    const message = `${path} changed while it was read, though its folder is said to be immutable. Nothing was committed; try again.`;
    throw new HubSyncError("ERR_FILE_CHANGED", message);
  }
  return { sha256: sha256.digest("hex"), gitSha1: gitSha1.digest("hex") };
}
