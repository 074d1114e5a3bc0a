import { setTimeout as sleep } from "node:timers/promises";

/** Longer than a turn of the event loop: an answer of `serve` takes several, and a month is read without a pause. */
const pauseMs = 20;

/** Pauses long work between months, so that this process answers meanwhile, and receives signals. */
export async function letOthersRun(signal: AbortSignal): Promise<void> {
  await sleep(pauseMs);
  signal.throwIfAborted();
}
