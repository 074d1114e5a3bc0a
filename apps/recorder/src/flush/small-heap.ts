import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect garbage sooner, which a large backlog needs: by itself V8 lets the heap of a
 * month of polls grow to five times what is alive in it. Peak memory and CPU of that flush are
 * 135 MB and 2.7 s on Node 20, 160 MB and 2.8 s on Node 24; without the flag 200 MB and 2.0 s,
 * and 330 MB and 2.0 s. docs/performance.md lists what else was tried.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--optimize-for-size");
}
