import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FleetEngine } from "@envoy/fleet-engine";
import type { FleetConfig } from "../config/config.js";

/** Does something with the engine of the config, which is closed afterwards. What does not fit in memory is written beside the table. */
export async function withEngine<T>(
  config: FleetConfig,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  const folder = workFolder(config);
  // A run that was killed left what it had written there.
  await rm(folder, { recursive: true, force: true });
  return closing(await openDuckDb(config), folder, task);
}

/** The same with DuckDB, which is `engine` if that is one. */
export async function withDuckDb<T>(
  config: FleetConfig,
  engine: FleetEngine,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  if (engine.name === "duckdb") return task(engine);
  const duckDb = await openDuckDb(config);
  try {
    return await task(duckDb);
  } finally {
    await duckDb.close();
  }
}

async function closing<T>(
  engine: FleetEngine,
  folder: string,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  try {
    return await task(engine);
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function openDuckDb(config: FleetConfig): Promise<FleetEngine> {
  // Its library takes a tenth of a second to load.
  const { duckDbEngine } = await import("@envoy/fleet-engine");
  const { memoryLimit, threads } = config.duckdb;
  return duckDbEngine({
    temporaryFolder: workFolder(config),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(threads === undefined ? {} : { threads }),
  });
}

function workFolder({ table }: FleetConfig): string {
  return join(table, ".engine");
}
