import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "../errors/storage-error.js";

/** Saves an answer durably, and returns its path. Rejects with `RecorderError` if the disk fails. */
export async function saveAnswer(
  answer: Uint8Array,
  buffer: WalBuffer,
  options: Parameters<WalBuffer["append"]>[1] = {},
): Promise<string> {
  try {
    return await buffer.append(answer, options);
  } catch (cause) {
    throw asStorageError(`The gateway's answer could not be saved in ${buffer.folder}`, cause);
  }
}
