import { errorCode } from "@envoy/durable-file";
import { WalBufferError } from "./errors.js";

let zlib: Promise<typeof import("node:zlib")> | undefined;

/** Loaded on first use, so that a process that appends one plain message starts sooner; once, since a backlog unpacks thousands. */
function loadZlib(): Promise<typeof import("node:zlib")> {
  zlib ??= import("node:zlib");
  return zlib;
}

export async function gzip(message: Uint8Array): Promise<Uint8Array> {
  const { gzipSync } = await loadZlib();
  return gzipSync(message);
}

/** Unpacks the bytes of the entry at `path`. Rejects with `WalBufferError` if they are damaged or unpack to more than the limit. */
export async function gunzip(
  path: string,
  bytes: Uint8Array,
  maxOutputLength: number,
): Promise<Uint8Array> {
  const { gunzipSync } = await loadZlib();
  try {
    return gunzipSync(bytes, { maxOutputLength });
  } catch (error) {
    if (errorCode(error) === "ERR_BUFFER_TOO_LARGE") {
      const message = `${path} unpacks to more than ${maxOutputLength} bytes`;
      throw new WalBufferError("ERR_ENTRY_TOO_LARGE", path, message, { cause: error });
    }
    const detail = error instanceof Error ? error.message : String(error);
    const message = `${path} is not a complete gzip file: ${detail}`;
    throw new WalBufferError("ERR_UNREADABLE_ENTRY", path, message, { cause: error });
  }
}
