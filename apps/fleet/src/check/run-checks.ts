import { FleetTable, listLanding } from "@envoy/fleet-table";
import type { FleetConfig } from "../config/config.js";
import { withDuckDb, withEngine } from "../engine/open-engine.js";
import { Landing } from "../landing/landing.js";
import { checkCompleteness } from "./check-completeness.js";
import { checkConflicts } from "./check-conflicts.js";
import { checkFiles } from "./check-files.js";
import { checkInverters } from "./check-inverters.js";
import { checkLanding } from "./check-landing.js";
import { checkOrder } from "./check-order.js";
import { checkOverflow } from "./check-overflow.js";
import { checkKeys, checkRows } from "./check-rows.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type CheckId, checkIds, type Finding } from "./finding.js";
import { shardMonths } from "./shard-months.js";

/** Options of {@link runChecks}. */
export interface CheckOptions {
  readonly config: FleetConfig;
  /** Whether each file is read to compare its hash. */
  readonly hashes: boolean;
  readonly signal: AbortSignal;
}

type Check = (fleet: CheckedFleet) => Finding | Promise<Finding>;

/** In the order in which they are told. */
const checks: Readonly<Record<CheckId, Check>> = {
  files: checkFiles,
  landing: checkLanding,
  rows: checkRows,
  keys: checkKeys,
  order: checkOrder,
  conflicts: checkConflicts,
  inverters: checkInverters,
  overflow: checkOverflow,
  completeness: checkCompleteness,
};

/**
 * Examines the landing and the table; undefined if there is no table yet. The caller holds the lock. Rejects with an error of
 * the landing, the table, the engine or the disk, or with the signal's reason.
 */
export async function runChecks(options: CheckOptions): Promise<readonly Finding[] | undefined> {
  const { config, signal } = options;
  const landing = await Landing.open(config.landing);
  const generation = await FleetTable.open(config.table).current();
  if (generation === undefined) return undefined;
  const { states } = await landing.sources(signal);
  const files = await listLanding(config.landing, { signal });
  return withEngine(config, (engine) =>
    withDuckDb(config, engine, async (duckDb) => {
      const fleet = {
        ...options,
        shards: landing.shards,
        states,
        landing: files,
        generation,
        parts: shardMonths(generation, config.landing, files),
        engine,
        duckDb,
      };
      const findings: Finding[] = [];
      for (const id of checkIds) {
        signal.throwIfAborted();
        findings.push(areFilesWrong(findings) ? skipped(id) : await checks[id](fleet));
      }
      return findings;
    }),
  );
}

/** Whether the rows of files cannot be compared. */
function areFilesWrong(findings: readonly Finding[]): boolean {
  const ofFiles = findings.filter(({ id }) => id === "files" || id === "landing");
  return ofFiles.length === 2 && ofFiles.some(({ status }) => status === "wrong");
}

function skipped(id: CheckId): Finding {
  return {
    id,
    status: "skipped",
    message: "Not checked, as it needs the files above",
    details: [],
  };
}
