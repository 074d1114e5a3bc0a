import { realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** An absolute path without symbolic links; the part that does not exist yet is unchanged. */
export async function canonicalPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return join(await canonicalPath(parent), basename(path));
  }
}
