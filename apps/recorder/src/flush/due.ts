import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "../errors/storage-error.js";
import { backoffEnd } from "./backoff.js";

/** Whether a flush should run now, and why or why not. */
export type FlushStatus =
  | { readonly kind: "due"; readonly reason: string }
  /** The buffer holds no polls. */
  | { readonly kind: "empty" }
  /** The oldest poll is younger than the flush interval. */
  | { readonly kind: "young" }
  /** Polls wait for an archive file that only a person can repair. */
  | { readonly kind: "backing-off"; readonly until: Date };

/** Rejects with `RecorderError` if the buffer cannot be read. */
export async function flushStatus(buffer: WalBuffer, everyMinutes: number): Promise<FlushStatus> {
  try {
    const hasUnfinished = await hasUnfinishedBatch(buffer);
    const until = hasUnfinished ? await backoffEnd(buffer.folder, everyMinutes) : undefined;
    if (hasUnfinished && until === undefined) {
      return { kind: "due", reason: "an earlier flush did not finish" };
    }
    const age = await buffer.oldestAgeSeconds();
    if (age !== undefined && age < 0) return { kind: "due", reason: "the clock has gone back" };
    if (age !== undefined && age >= everyMinutes * 60) {
      return { kind: "due", reason: `the oldest poll is ${Math.floor(age / 60)} min old` };
    }
    if (until !== undefined) return { kind: "backing-off", until };
    return { kind: age === undefined ? "empty" : "young" };
  } catch (cause) {
    throw asStorageError(`Cannot read ${buffer.folder}`, cause);
  }
}

async function hasUnfinishedBatch(buffer: WalBuffer): Promise<boolean> {
  for (const batch of await buffer.sealedBatches()) {
    if ((await batch.entries()).length > 0) return true;
  }
  return false;
}
