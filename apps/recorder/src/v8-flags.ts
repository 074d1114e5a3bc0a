import { setFlagsFromString } from "node:v8";

// docs/performance.md has the measures of each flag alone, and of what else was tried.

/**
 * Has V8 compile WebAssembly functions once, quickly, when they are first called. Optimising
 * them in the background costs more than a run gains: undici's parser 63 ms of a poll (Node
 * 20), and the Parquet library 280 ms of a poll that flushes (Node 24: 60 ms).
 *
 * To be called once Node's own modules are loaded: under flags other than those that Node was
 * built with, they are compiled anew, which takes a poll 10 ms.
 */
export function preferBaselineWasm(): void {
  // Only both together turn optimising off; either alone gains nothing.
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  // Validates a function when it is called: 10 ms of a flush.
  setFlagsFromString("--wasm-lazy-validation");
}

/**
 * Has V8 collect garbage sooner, which a large backlog needs: by itself V8 lets the heap of a
 * month of polls grow to five times what is alive in it. Peak memory and CPU of that flush are
 * 135 MB and 2.7 s on Node 20, 160 MB and 2.8 s on Node 24; without the flag 200 MB and 2.0 s,
 * and 330 MB and 2.0 s.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--optimize-for-size");
}
