import { setFlagsFromString } from "node:v8";

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
