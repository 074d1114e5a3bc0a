import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "@envoy/durable-file";
import { sqlVersion } from "@envoy/fleet-engine";
import {
  type CompactionPlan,
  FleetTable,
  type Generation,
  listLanding,
  nodeTableFileSystem,
  planCompaction,
  type TableFileSystem,
  type TableManifest,
} from "@envoy/fleet-table";
import type { FleetConfig } from "../config/config.js";
import { clearWorkFolder, withEngine } from "../engine/open-engine.js";
import { Landing } from "../landing/landing.js";
import { encodeGateways, gatewaysName } from "./gateways-file.js";
import { listGateways } from "./list-gateways.js";
import { runPlan } from "./run-plan.js";

/** Options of {@link compactTable}. */
export interface CompactOptions {
  readonly config: FleetConfig;
  /** Whether to write months anew that are long enough ago. */
  readonly close: boolean;
  /** The time of this run, in milliseconds. */
  readonly now: number;
  /** Where the table is. @default the real disk */
  readonly fileSystem?: TableFileSystem;
  readonly signal: AbortSignal;
}

/** What a compaction did. */
export interface CompactResult {
  /** The table's manifest as it is now; undefined if there is nothing at all. */
  readonly manifest: TableManifest | undefined;
  /** Whether there is a new generation. */
  readonly isNew: boolean;
  readonly rowsAdded: number;
  readonly filesWritten: number;
  /** How many months are long enough ago to be closed by `--close`. */
  readonly monthsDue: number;
}

/** Brings the table up to date with the landing. The caller holds the lock. Killed at any moment, the same call carries on. */
export async function compactTable(options: CompactOptions): Promise<CompactResult> {
  const { config, close, now, fileSystem = nodeTableFileSystem, signal } = options;
  // Where an earlier run was killed after its last job, there may be no job left that opens an engine.
  await clearWorkFolder(config);
  const landing = await Landing.open(config.landing);
  const table = FleetTable.open(config.table, { fileSystem, now: () => now });
  const before = await table.current();
  const plan = planCompaction({
    manifest: before?.manifest,
    landing: await listLanding(config.landing, { signal }),
    shards: landing.shards,
    sqlVersion,
    closeAfterDays: config.closeAfterDays,
    close,
    now,
  });
  const gateways = await encodeGateways(
    listGateways(await landing.sources(signal), config.sources),
  );
  const { monthsDue } = plan;
  if (await isUpToDate(before, plan, gateways)) {
    await table.clear();
    return {
      manifest: before?.manifest,
      isNew: false,
      rowsAdded: 0,
      filesWritten: 0,
      monthsDue,
    };
  }
  const { manifest, written } = await runPlan({
    plan,
    table,
    landing: config.landing,
    withEngine: (task) => withEngine(config, task),
    extraFiles: new Map([[gatewaysName, gateways]]),
    signal,
  });
  return {
    manifest,
    isNew: true,
    rowsAdded: rowsIn(manifest) - rowsIn(before?.manifest),
    filesWritten: written.length,
    monthsDue,
  };
}

/** How many readings a table has. */
export function rowsIn(manifest: TableManifest | undefined): number {
  return (manifest?.files ?? []).reduce((sum, { rows }) => sum + rows, 0);
}

/** Whether a new generation would be the same as the present one. What the landing consumes without a job cannot be: each file is in one. */
async function isUpToDate(
  before: Generation | undefined,
  { jobs }: CompactionPlan,
  gateways: Uint8Array,
): Promise<boolean> {
  if (jobs.length > 0) return false;
  if (before === undefined) return true;
  try {
    return (await readFile(join(before.folder, gatewaysName))).equals(gateways);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}
