import { mkdir } from "node:fs/promises";
import { FleetEngineError } from "./errors.js";

/** Makes a folder and those above it. Rejects with `FleetEngineError` (`ERR_OUTPUT`, `ERR_DISK_FULL`). */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const code = /ENOSPC/.test(detail) ? "ERR_DISK_FULL" : "ERR_OUTPUT";
    const message = `The folder ${path} could not be made: ${detail}`;
    throw new FleetEngineError(code, message, { path, cause });
  }
}
