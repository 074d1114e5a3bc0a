import type { ParquetArchive } from "@envoy/parquet-archive";
import { preferBaselineWasm } from "../wasm-flags.js";

/** Opens the archive in a folder. Arrow and Parquet take longer to load than a poll takes, so they are loaded here and not before. */
export async function loadArchive(folder: string): Promise<ParquetArchive> {
  // Parquet is WebAssembly.
  preferBaselineWasm();
  const { openArchive } = await import("./archive.js");
  return openArchive(folder);
}
