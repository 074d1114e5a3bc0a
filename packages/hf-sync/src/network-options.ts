import { setTimeout as delay } from "node:timers/promises";

/** What every call of the Hub takes from outside. */
export interface NetworkOptions {
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch;
  /** The clock, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** @default node:timers/promises */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** @default Math.random */
  readonly random?: () => number;
}

/** The options with their defaults filled in, without any others. */
export function networkOf({ fetch, now, sleep, random }: NetworkOptions): Required<NetworkOptions> {
  return {
    fetch: fetch ?? globalThis.fetch,
    now: now ?? Date.now,
    sleep: sleep ?? ((ms, signal) => delay(ms, undefined, { signal })),
    random: random ?? Math.random,
  };
}
