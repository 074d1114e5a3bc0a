import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect its garbage sooner. Left alone it lets the heap of a large backlog grow
 * to three times what lives in it, which on a small machine others need: a month of polls
 * peaks at 130 MiB instead of 180 (320 on Node 24), for half as much time again.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=30");
  setFlagsFromString("--optimize-for-size");
}
