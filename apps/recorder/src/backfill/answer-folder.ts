import { join } from "node:path";
import { isDiskError, RefusedFileError, readRegularFileSync } from "@envoy/durable-file";
import { gunzip, WalBufferError } from "@envoy/wal-buffer";
import type { PollToRead } from "../flush/waiting-poll.js";

/**
 * A folder of answers that is only read. A file of it that cannot be read fails with
 * `WalBufferError`, alone: the answers beside it can still be used.
 */
export function answerFolder(folder: string, maxBytes: number): PollToRead["batch"] {
  return {
    folder,
    readStoredSync: ({ name }) => {
      const path = join(folder, name);
      try {
        return readRegularFileSync(path, { maxBytes });
      } catch (error) {
        if (!(error instanceof RefusedFileError) && !isDiskError(error)) throw error;
        throw new WalBufferError("ERR_UNREADABLE_ENTRY", path, error.message, { cause: error });
      }
    },
    unpack: async ({ name, compressed }, stored) =>
      compressed ? gunzip(join(folder, name), stored, maxBytes) : stored,
  };
}
