import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect its garbage sooner. Left alone it lets the heap of a large backlog grow
 * to three times what lives in it, which on a small machine others need: a month of polls
 * peaks at 150 instead of 190 MiB for a third more time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
}
