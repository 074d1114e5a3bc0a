import { readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  addFile,
  errorCode,
  nodeFileSystem,
  syncFolder,
  temporaryPathBeside,
} from "@envoy/durable-file";

/**
 * Gives complete temporary files of one folder the names of their targets, in this order, and keeps a
 * copy of each target that was there. Returns the paths of the copies. If it rejects, with Node's
 * system errors, the targets are as they were.
 */
export async function giveNames(targets: readonly string[]): Promise<readonly string[]> {
  const copies = new Map<string, string>();
  const renamed: string[] = [];
  try {
    for (const target of targets) {
      if (await exists(target)) copies.set(target, await keepCopy(target));
    }
    for (const target of targets) {
      await rename(temporaryPathBeside(target), target);
      renamed.push(target);
    }
  } catch (error) {
    for (const target of renamed) await takeBack(target, copies.get(target));
    for (const copy of copies.values()) await removeQuietly(copy);
    throw error;
  }
  for (const target of targets.slice(-1)) await syncFolder(nodeFileSystem, dirname(target));
  return [...copies.values()];
}

/** Removes a file, if it is there. */
export async function removeQuietly(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** A copy rather than a new name: at no moment is there no config. */
async function keepCopy(target: string): Promise<string> {
  const name = basename(target);
  return addFile(await readFile(target), {
    folder: dirname(target),
    temporaryPath: join(dirname(target), `.${name}.old.tmp`),
    name: (attempt) => `${name}.old${attempt === 0 ? "" : `-${attempt + 1}`}`,
  });
}

async function takeBack(target: string, copy: string | undefined): Promise<void> {
  if (copy === undefined) await removeQuietly(target);
  else await rename(copy, target);
}
