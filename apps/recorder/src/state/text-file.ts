import { readRegularFileSync } from "@envoy/durable-file";

/** More than any config, token or note has. */
const maxBytes = 1_048_576;

/**
 * The text of a small file. Rejects with Node's system errors, and with `RefusedFileError` if it
 * is a FIFO or a device, whose bytes may never come or never end, or too large.
 */
export async function readTextFile(path: string): Promise<string> {
  return new TextDecoder().decode(readRegularFileSync(path, { maxBytes }));
}
