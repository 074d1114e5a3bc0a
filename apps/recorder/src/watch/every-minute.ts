import { setTimeout as delay } from "node:timers/promises";

const minuteMs = 60_000;

/** The wall clock, and waiting. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const machineClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
};

/**
 * Does some work at once, and again as each minute of the wall clock begins, until the signal aborts.
 * Work that lasts longer than a minute is not repeated before the next one begins. No wait is longer
 * than a minute, so a clock that is set, forward or back, delays the work by less than two.
 */
export async function everyMinute(
  work: () => Promise<void>,
  signal: AbortSignal,
  { now, sleep }: Clock = machineClock,
): Promise<void> {
  const currentMinute = (): number => Math.floor(now() / minuteMs);
  let done: number | undefined;
  while (!signal.aborted) {
    // A timer may fire early, and a clock may go back to the minute that is done.
    if (currentMinute() !== done) {
      await work();
      done = currentMinute();
    }
    await sleep(minuteMs - (now() % minuteMs), signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
