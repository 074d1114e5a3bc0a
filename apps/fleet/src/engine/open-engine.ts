import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FleetEngine } from "@envoy/fleet-engine";
import type { FleetConfig } from "../config/config.js";

/** Does something with the engine of the config, which is closed afterwards. What does not fit in memory is written beside the table. */
export async function withEngine<T>(
  config: FleetConfig,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  const folder = join(config.table, ".engine");
  // A run that was killed left what it had written there.
  await rm(folder, { recursive: true, force: true });
  const engine = await openEngine(config, folder);
  try {
    return await task(engine);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openEngine({ duckdb }: FleetConfig, folder: string): Promise<FleetEngine> {
  // DuckDB's library takes a tenth of a second to load.
  const { duckDbEngine } = await import("@envoy/fleet-engine");
  const { memoryLimit, threads } = duckdb;
  return duckDbEngine({
    temporaryFolder: folder,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
  });
}
