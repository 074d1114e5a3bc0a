import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type FleetEngine, rowsOfGateway, sqlVersion } from "@envoy/fleet-engine";
import {
  type CompactionPlan,
  FleetTable,
  type Generation,
  planForget,
  shardOf,
  type TableManifest,
} from "@envoy/fleet-table";
import { encodeGateways, gatewaysName } from "../compact/gateways-file.js";
import { listGateways } from "../compact/list-gateways.js";
import { runPlan } from "../compact/run-plan.js";
import type { FleetConfig } from "../config/config.js";
import { withEngine } from "../engine/open-engine.js";
import { Landing } from "../landing/landing.js";
import { removeReports } from "./remove-reports.js";

/** Options of {@link forgetGateway}. */
export interface ForgetOptions {
  readonly config: FleetConfig;
  readonly gateway: string;
  readonly signal: AbortSignal;
}

/** What was removed on this machine. */
export interface ForgetResult {
  /** The table's manifest as it is now; undefined if there is no table. */
  readonly manifest: TableManifest | undefined;
  readonly rowsRemoved: number;
  readonly filesWritten: number;
  /** The months whose reports were removed. */
  readonly reports: readonly string[];
}

/**
 * Removes all that this machine has of a household: its files and state in the landing, but for a hash by which it is never
 * pulled again; its rows in the table; the older generations, whole; the reports that name it. The caller holds the lock. Killed at any moment, the
 * same call carries on.
 */
export async function forgetGateway(options: ForgetOptions): Promise<ForgetResult> {
  const { config, gateway, signal } = options;
  const landing = await Landing.open(config.landing);
  // First, so that nothing of the household comes back after the rest is gone.
  await landing.forget(gateway);
  const reports = await removeReports(config.reports, gateway);
  const table = FleetTable.open(config.table);
  const current = await table.current();
  if (current === undefined) {
    await table.clear({ dropOld: true });
    return { manifest: undefined, rowsRemoved: 0, filesWritten: 0, reports };
  }
  const { manifest } = current;
  const gateways = await encodeGateways(
    listGateways(await landing.sources(signal), config.sources),
  );
  return withEngine(config, async (engine) => {
    const shard = shardOf(gateway, manifest.shards);
    const whole = planForget({ manifest, gateway, shard, sqlVersion });
    const { plan, rows } = await onlyWithRows(engine, whole, { ...options, current });
    if (plan.jobs.length === 0 && (await hasGateways(current, gateways))) {
      // An earlier call may have been killed before it removed these.
      await table.clear({ dropOld: true });
      return { manifest, rowsRemoved: 0, filesWritten: 0, reports };
    }
    const made = await runPlan({
      plan,
      table,
      landing: config.landing,
      withEngine: (task) => task(engine),
      extraFiles: new Map([[gatewaysName, gateways]]),
      dropOld: true,
      signal,
    });
    return {
      manifest: made.manifest,
      rowsRemoved: rows,
      filesWritten: made.written.length,
      reports,
    };
  });
}

/** The plan without the jobs for files that have no row of the gateway, and how many rows the others have. */
async function onlyWithRows(
  engine: FleetEngine,
  plan: CompactionPlan,
  { gateway, current, signal }: ForgetOptions & { readonly current: Generation },
): Promise<{ readonly plan: CompactionPlan; readonly rows: number }> {
  const selects = plan.jobs.map(({ previous }) =>
    rowsOfGateway({ previous: previous.map(({ path }) => join(current.folder, path)), gateway }),
  );
  const answers = await engine.read(selects, { signal });
  const counts = answers.map(([row]) => Number(row?.["n"]));
  return {
    plan: { ...plan, jobs: plan.jobs.filter((_, i) => counts[i] !== 0) },
    rows: counts.reduce((sum, count) => sum + count, 0),
  };
}

async function hasGateways({ folder }: Generation, gateways: Uint8Array): Promise<boolean> {
  return (await readFile(join(folder, gatewaysName))).equals(gateways);
}
