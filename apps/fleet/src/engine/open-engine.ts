import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { duckDbEngine, type FleetEngine, sparkEngine } from "@envoy/fleet-engine";
import type { FleetConfig } from "../config/config.js";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { queryMemory } from "./query-memory.js";

/** Does something with the engine of the config, which is closed afterwards. Its own files are in a folder of the table, where a cluster sees them. */
export async function withEngine<T>(
  config: FleetConfig,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  await clearWorkFolder(config);
  await mkdir(workFolder(config), { recursive: true });
  const engine = openEngine(config);
  try {
    return await task(engine);
  } finally {
    await engine.close();
    await clearWorkFolder(config);
  }
}

/** Removes what the engine of a run that was killed left. */
export async function clearWorkFolder(config: Pick<FleetConfig, "table">): Promise<void> {
  await rm(workFolder(config), { recursive: true, force: true });
}

/** The same with DuckDB, which is `engine` if that is one. */
export async function withDuckDb<T>(
  config: FleetConfig,
  engine: FleetEngine,
  task: (engine: FleetEngine) => Promise<T>,
): Promise<T> {
  if (engine.name === "duckdb") return task(engine);
  const duckDb = openDuckDb(config);
  try {
    return await task(duckDb);
  } finally {
    await duckDb.close();
  }
}

function openEngine(config: FleetConfig): FleetEngine {
  return config.engine === "spark" ? openSpark(config) : openDuckDb(config);
}

function openDuckDb(config: FleetConfig): FleetEngine {
  const { memoryLimit, threads } = config.duckdb;
  return duckDbEngine({
    temporaryFolder: workFolder(config),
    ...(memoryLimit === undefined ? {} : { memoryLimit: queryMemory(memoryLimit) }),
    ...(threads === undefined ? {} : { threads }),
  });
}

function openSpark(config: FleetConfig): FleetEngine {
  const { master, conf } = config.spark;
  const home = config.spark.home ?? process.env["SPARK_HOME"];
  if (home === undefined || home === "") {
    const message = `${config.file} chooses Spark, but not which: write its folder as home of [spark], or set SPARK_HOME in the environment.`;
    throw new FleetError(exitCode.config, message);
  }
  const environment = process.env;
  return sparkEngine({ home, master, conf, environment, workFolder: workFolder(config) });
}

function workFolder({ table }: Pick<FleetConfig, "table">): string {
  return join(table, ".engine");
}
