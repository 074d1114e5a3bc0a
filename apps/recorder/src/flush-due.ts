import type { WalBuffer } from "@envoy/wal-buffer";

/** Why a flush should run now; undefined where it should not. */
export async function flushReason(
  buffer: WalBuffer,
  everyMinutes: number,
): Promise<string | undefined> {
  for (const batch of await buffer.sealedBatches()) {
    if ((await batch.entries()).length > 0) return "an earlier flush did not finish";
  }
  const age = await buffer.oldestAgeSeconds();
  if (age === undefined) return undefined;
  if (age < 0) return "the clock has gone back";
  return age >= everyMinutes * 60
    ? `the oldest poll is ${Math.floor(age / 60)} min old`
    : undefined;
}
