import { createHash } from "node:crypto";

/** More gateways than this make a month's part of a shard larger than half a gigabyte. */
const gatewaysPerShard = 2000;

/** The most that the five digits of a part's name can count. */
export const maxShards = 65_536;

/** Which shard a gateway's rows are in: the first 32 bits of the SHA-256 of its id, modulo the number of shards. */
export function shardOf(gateway: string, shards: number): number {
  return createHash("sha256").update(gateway).digest().readUInt32BE() % shards;
}

/** How many shards a fleet of that many gateways needs: the lowest power of two that gives none more than about 2,000. */
export function defaultShards(gateways: number): number {
  let shards = 1;
  while (shards * gatewaysPerShard < gateways && shards < maxShards) shards *= 2;
  return shards;
}

/** Whether a number can be that of a fleet's shards. */
export function isShardCount(shards: number): boolean {
  return Number.isSafeInteger(shards) && shards >= 1 && shards <= maxShards;
}
