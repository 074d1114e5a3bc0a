import type { WalBuffer } from "@envoy/wal-buffer";
import { asStorageError } from "../errors/storage-error.js";
import { isBackingOff } from "./backoff.js";

/** Why a flush should run now; undefined where it should not. */
export async function whyFlush(
  buffer: WalBuffer,
  everyMinutes: number,
): Promise<string | undefined> {
  try {
    if ((await hasUnfinishedBatch(buffer)) && !(await isBackingOff(buffer.folder, everyMinutes))) {
      return "an earlier flush did not finish";
    }
    const age = await buffer.oldestAgeSeconds();
    if (age === undefined) return undefined;
    if (age < 0) return "the clock has gone back";
    if (age < everyMinutes * 60) return undefined;
    return `the oldest poll is ${Math.floor(age / 60)} min old`;
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
