import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolderSync } from "../make-folder.js";

/** The JSON of a file in the state folder; undefined where there is none that can be read. */
export async function readStateFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Keeps a value in the state folder, for its owner alone. Not synced: losing it costs work, not readings. */
export async function writeStateFile(path: string, value: unknown): Promise<void> {
  makeFolderSync(dirname(path), 0o700);
  await writeFile(path, `${JSON.stringify(value, undefined, 1)}\n`, { mode: 0o600 });
}
