import type { SealedBatch, WalEntry } from "@envoy/wal-buffer";

/** A poll, and the folder that it is read from. */
export interface PollToRead {
  readonly batch: Pick<SealedBatch, "folder" | "readStoredSync" | "unpack">;
  readonly entry: WalEntry;
}

/** A poll that waits in the buffer, and the batch that it is discarded from. */
export interface WaitingPoll extends PollToRead {
  readonly batch: SealedBatch;
}
