import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "./errors.js";

/**
 * Makes a folder and its missing parents, not durably: for what may be lost, such as logs.
 * Throws Node's system errors. Node's own `recursive` never returns where no folder can be
 * made, as in /proc or below a mount point that is not mounted.
 */
export function makeFolderSync(path: string, mode = 0o777): void {
  try {
    makeIfMissing(path, mode);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    makeFolderSync(parent, mode);
    makeIfMissing(path, mode);
  }
}

function makeIfMissing(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
