import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { errorCode } from "@envoy/durable-file";

/**
 * Makes a folder and its missing parents, not durably. Node's own `recursive` never ends where
 * no folder can be made, as below /proc or a mount point that is away. Throws system errors.
 */
export function makeFolderSync(path: string, mode = 0o777): void {
  try {
    makeOne(path, mode);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    makeFolderSync(parent, mode);
    makeOne(path, mode);
  }
}

function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
