import { createRequire } from "node:module";

/** What `parquet-wasm` exports. */
export type ParquetLibrary = typeof import("parquet-wasm");

const require = createRequire(import.meta.url);
let library: ParquetLibrary | undefined;

/**
 * Calls the Parquet library. Where WebAssembly traps, as some damaged files make it, the
 * library is loaded anew for the next call: a trap unwinds no stack, so that the instance
 * soon has none left. One schema of 1,000 nested groups takes all of it; then every good
 * file would fail, too.
 */
export function withParquetLibrary<T>(use: (library: ParquetLibrary) => T): T {
  library ??= require("parquet-wasm") as ParquetLibrary;
  try {
    return use(library);
  } catch (error) {
    forgetIfTrapped(error);
    throw error;
  }
}

/** The same for a call that goes on after it returned. */
export async function withParquetLibraryAsync<T>(
  use: (library: ParquetLibrary) => Promise<T>,
): Promise<T> {
  library ??= require("parquet-wasm") as ParquetLibrary;
  try {
    return await use(library);
  } catch (error) {
    forgetIfTrapped(error);
    throw error;
  }
}

function forgetIfTrapped(error: unknown): void {
  if (!isTrap(error)) return;
  library = undefined;
  delete require.cache[require.resolve("parquet-wasm")];
}

/** A trap is WebAssembly's `RuntimeError`, or a `RangeError` of V8's where its own stack or memory ends. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && (error.name === "RuntimeError" || error instanceof RangeError);
}
