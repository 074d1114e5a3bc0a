import type { SealedBatch, WalEntry } from "@envoy/wal-buffer";

/** A poll that waits in the buffer, and the batch that it is discarded from. */
export interface WaitingPoll {
  readonly batch: SealedBatch;
  readonly entry: WalEntry;
}
