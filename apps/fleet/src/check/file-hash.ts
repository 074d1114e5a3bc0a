import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** The SHA-256 of a file's content in hexadecimal. Rejects with Node's system errors, or with the signal's reason. */
export async function fileHash(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
}
