import { setFlagsFromString } from "node:v8";

/**
 * Has V8 take the WebAssembly that is loaded from here on as it comes: each function is
 * checked and compiled once, quickly, when it is first called. A run uses its WebAssembly for
 * milliseconds, and optimising it in the background would take up to twice the whole run.
 *
 * To be called as late as may be: while V8's flags are other than usual, Node's own modules
 * are compiled anew instead of being taken from what was compiled into it.
 */
export function preferBaselineWasm(): void {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  setFlagsFromString("--wasm-lazy-validation");
}
