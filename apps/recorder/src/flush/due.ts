import type { WalBuffer } from "@envoy/wal-buffer";
import { awaitsPerson } from "./backoff.js";

/** Why a flush should run now; undefined where it should not. Rejects with Node's system errors. */
export async function flushReason(
  buffer: WalBuffer,
  everyMinutes: number,
): Promise<string | undefined> {
  if ((await hasUnfinishedBatch(buffer)) && !(await awaitsPerson(buffer.folder, everyMinutes))) {
    return "an earlier flush did not finish";
  }
  const age = await buffer.oldestAgeSeconds();
  if (age === undefined) return undefined;
  if (age < 0) return "the clock has gone back";
  return age >= everyMinutes * 60
    ? `the oldest poll is ${Math.floor(age / 60)} min old`
    : undefined;
}

async function hasUnfinishedBatch(buffer: WalBuffer): Promise<boolean> {
  for (const batch of await buffer.sealedBatches()) {
    if ((await batch.entries()).length > 0) return true;
  }
  return false;
}
