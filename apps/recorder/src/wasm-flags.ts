import { cachedDataVersionTag, setFlagsFromString } from "node:v8";

const once = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering", "--wasm-lazy-validation"];
const usual = ["--wasm-tier-up", "--wasm-dynamic-tiering", "--no-wasm-lazy-validation"];

/** Changes with V8's flags: it tells by which code can be used again. */
const usualTag = cachedDataVersionTag();

/**
 * Has V8 take the WebAssembly that is loaded from here on as it comes: each function is
 * checked and compiled once, quickly, when it is first called. A run uses its WebAssembly for
 * milliseconds, and optimising it in the background would take up to twice the whole run.
 *
 * To be called as late as may be: while V8's flags are other than usual, Node's own modules
 * are compiled anew instead of being taken from what was compiled into it.
 */
export function preferBaselineWasm(): void {
  once.forEach(setFlagsFromString);
}

export function hasUsualFlags(): boolean {
  return cachedDataVersionTag() === usualTag;
}

/** Runs something as if `preferBaselineWasm` had not been called yet. No WebAssembly may be called in it. */
export function withUsualFlags<T>(run: () => T): T {
  if (hasUsualFlags()) return run();
  usual.forEach(setFlagsFromString);
  try {
    return run();
  } finally {
    preferBaselineWasm();
  }
}
