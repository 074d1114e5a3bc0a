import { crc32 } from "node:zlib";
import type { WalEntry } from "@envoy/wal-buffer";

/**
 * When an answer was saved, in microseconds since 1970, told apart from the others of its second:
 * the thousands are its turn, and the rest comes from its bytes. If the clock goes back, the answer
 * of a second that an earlier flush has archived would else have the key of another one, and be lost.
 */
export function captureTime(
  { unixSeconds, turn }: Pick<WalEntry, "unixSeconds" | "turn">,
  answer: Uint8Array,
): bigint {
  const within = Math.min(turn, 999) * 1000 + (crc32(answer) % 1000);
  return BigInt(unixSeconds) * 1_000_000n + BigInt(within);
}
